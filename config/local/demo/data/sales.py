"""Sales of the demo's locations on the days of the last weeks, always the same for the same day."""

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from config.local.demo.data.plans import WEEKS
from timetracking.base.authors import Author
from timetracking.base.local_time import local_date
from timetracking.models import CompanySettings, Location, WorkLog, zone_at
from timetracking.reports.entering import Place, enter

# What an hour of work sells, in the company's currency, by the day of the week, Monday first.
_AN_HOUR = (38, 36, 40, 44, 58, 66, 52)


def sell(company: CompanySettings, *, by: Author, now: datetime, random: Random) -> None:
    """Enter the sales up to the day before yesterday; those of yesterday are still to be entered.

    They follow the hours that were worked at each location.
    """
    amounts: dict[Place, Decimal | None] = {}
    for location in Location.objects.order_by("pk"):
        today = local_date(now, zone_at(location, company.zone))
        hours = _hours(location, now)
        for days_ago in range(WEEKS * 7, 1, -1):
            day = today - timedelta(days=days_ago)
            if worked := hours.get(day):
                an_hour = _AN_HOUR[day.weekday()] + random.randint(-6, 9)
                amounts[location.pk, day] = Decimal(worked * an_hour) / 60
    rounded = {
        place: amount and amount.quantize(Decimal("0.1")) for place, amount in amounts.items()
    }
    enter(rounded, by=by, now=now)


def _hours(location: Location, now: datetime) -> dict[object, int]:
    """Return the minutes that were worked there, by the day on which the shifts began."""
    found: dict[object, int] = {}
    for log in WorkLog.objects.at(location).prefetch_related("breaks"):
        minutes = log.duration(now) // timedelta(minutes=1)
        found[log.date] = found.get(log.date, 0) + minutes
    return found
