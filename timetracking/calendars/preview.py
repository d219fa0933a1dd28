"""The holidays of a year at a place, with those that the company has changed or switched off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language

from timetracking.calendars.days import DayOff
from timetracking.calendars.holidays import calendar_of, holidays_of
from timetracking.calendars.public import public_holidays
from timetracking.models import CompanySettings, Holiday, Location


@dataclass(frozen=True)
class Shown:
    """A day of the preview; `off` is None for a public holiday that is worked."""

    day: date
    name: str
    off: DayOff | None
    entry: Holiday | None = None


def preview(
    location: Location | None,
    company: CompanySettings,
    years: Sequence[int],
    entries: Sequence[Holiday],
) -> list[tuple[int, list[Shown]]]:
    """Return each year with its days, in two queries; `entries` are those of `entries_at`."""
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    found = holidays_of([location], first, last)[location.pk if location else None]
    by_day = {row.day: row for row in entries}
    return [(year, _days(location, company, year, found, by_day)) for year in years]


def entries_at(location: Location | None) -> list[Holiday]:
    """Return what the company has entered for a place, also for all of them, in order of days."""
    rows = Holiday.objects.select_related("location").order_by("day", "pk")
    return [row for row in rows if row.location_id in {None, location.pk if location else None}]


def _days(
    location: Location | None,
    company: CompanySettings,
    year: int,
    found: dict[date, DayOff],
    entries: dict[date, Holiday],
) -> list[Shown]:
    country, region = calendar_of(location, company)
    language = (get_language() or "").split("-")[0]
    public = public_holidays(country, region, year, language)
    shown = [
        Shown(day, off.name, off, entries.get(day))
        for day, off in found.items()
        if day.year == year
    ]
    worked = [
        Shown(day, off.name, None, entries.get(day))
        for day, off in public.items()
        if day not in found
    ]
    return sorted([*shown, *worked], key=lambda one: one.day)
