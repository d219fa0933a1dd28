"""Owners choose the calendar of a place."""

import pytest

from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.calendars import placing
from timetracking.calendars.errors import UnknownRegion
from timetracking.models import AuditLine, CompanySettings, Employee


@pytest.fixture(autouse=True)
def spain(company: CompanySettings) -> None:
    CompanySettings.objects.update(country="ES")


def test_the_company_has_a_region_and_a_location_its_own(owner: Employee) -> None:
    bar = place("Bar")
    placing.choose(None, region="MD", by=Author(owner))
    placing.choose(bar, country="DE", region="BE", by=Author(owner))
    bar.refresh_from_db()
    assert CompanySettings.objects.get().region == "MD"
    assert (bar.country, bar.region) == ("DE", "BE")
    lines = AuditLine.objects.order_by("number")
    assert [line.subject for line in lines] == ["companysettings", "location"]


@pytest.mark.parametrize(
    ("country", "region"), [("DE", "MD"), ("", "BE"), ("XA", "X"), ("ES", "?")]
)
def test_a_region_of_another_country_is_refused(owner: Employee, country: str, region: str) -> None:
    with pytest.raises(UnknownRegion):
        placing.choose(place("Bar"), country=country, region=region, by=Author(owner))


def test_only_owners_choose(manager: Employee) -> None:
    with pytest.raises(NotAllowed):
        placing.choose(None, region="MD", by=Author(manager))
    assert CompanySettings.objects.get().region == ""
