"""Which calendar holds where: the region of the company, the country and region of a location."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_holidays
from timetracking.calendars.errors import UnknownRegion
from timetracking.calendars.public import is_region
from timetracking.models import CompanySettings, Location
from timetracking.trail.recording import recorded


@transaction.atomic
def choose(location: Location | None, *, country: str = "", region: str = "", by: Author) -> None:
    """Choose the calendar of a location, or the region of the company for None.

    Without a country a location has the company's. The company's country is a setting. Locks the
    row of the settings, then that of the location. Raises NotAllowed and UnknownRegion.
    """
    company = CompanySettings.objects.select_for_update(no_key=True).get()
    judge(by, can_change_holidays)
    if not is_region((country if location else "") or company.country, region):
        raise UnknownRegion
    if location is None:
        with recorded(company, by=by):
            company.region = region
            company.save(update_fields=["region"])
        return
    row = Location.objects.select_for_update(no_key=True).get(pk=location.pk)
    with recorded(row, by=by):
        row.country, row.region = country, region
        row.save(update_fields=["country", "region"])
