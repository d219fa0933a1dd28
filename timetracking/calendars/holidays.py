"""Reads the holidays of locations and of people, each in a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.utils.translation import get_language

from timetracking.calendars.days import DayOff
from timetracking.calendars.public import public_holidays
from timetracking.models import CompanySettings, EmployeeLocation, Holiday, Location, Portion

Days = dict[date, DayOff]


def holidays_of(
    locations: Iterable[Location | None], first: date, last: date
) -> dict[int | None, Days]:
    """Return the holidays from `first` to `last` by the id of the location, in two queries.

    None stands for no location, and has the company's. A day is what the location's own row says
    of it, else what the company's row says, else what the calendar of its country and region says.
    Names are in the reader's language where the library has them.
    """
    company = CompanySettings.objects.get()
    own = list(Holiday.objects.filter(day__lte=last))
    return {
        location.pk if location else None: holidays_at(location, company, own, first, last)
        for location in locations
    }


def holidays_of_people(employees: Collection[int], first: date, last: date) -> dict[int, Days]:
    """Return the holidays of people from `first` to `last` by their id, in four queries.

    With several locations a day is a holiday for somebody if it is one at all of them, and half a
    one if it is half a one at any. With none they have the company's.
    """
    places: dict[int, list[int | None]] = {pk: [] for pk in employees}
    pairs = EmployeeLocation.objects.filter(employee__in=employees, location__is_active=True)
    for employee, location in pairs.values_list("employee", "location"):
        places[employee].append(location)
    ids = {pk for own in places.values() for pk in own}
    found = holidays_of([None, *Location.objects.filter(pk__in=ids)], first, last)
    known: dict[tuple[int | None, ...], Days] = {}
    result = {}
    for employee, own in places.items():
        key = tuple(sorted(own, key=lambda pk: pk or 0)) or (None,)
        if key not in known:
            known[key] = shared([found[pk] for pk in key])
        result[employee] = known[key]
    return result


def shared(calendars: Sequence[Days]) -> Days:
    """Return the holidays of whoever belongs to several locations, from those of each."""
    common: Days = {}
    for day in set.intersection(*(set(days) for days in calendars)):
        here = [days[day] for days in calendars]
        common[day] = next((off for off in here if off.is_half), here[0])
    return common


def calendar_of(location: Location | None, company: CompanySettings) -> tuple[str, str]:
    """Return the country and the region whose calendar holds at a location."""
    if location and location.country:
        return location.country, location.region
    if location and location.region:
        return company.country, location.region
    return company.country, company.region


def holidays_at(
    location: Location | None,
    company: CompanySettings,
    own: list[Holiday],
    first: date,
    last: date,
) -> Days:
    """Return the holidays of one location; `own` are all rows of the company. Asks no query."""
    country, region = calendar_of(location, company)
    days: Days = {}
    language = (get_language() or "").split("-")[0]
    for year in range(first.year, last.year + 1):
        days |= public_holidays(country, region, year, language)
        for row in _in_order(own, location):
            if day := _in_year(row, year):
                days[day] = DayOff(row.name, Portion(row.portion), is_own=True)
    return {
        day: off
        for day, off in sorted(days.items())
        if first <= day <= last and off.portion != Portion.NONE
    }


def _in_order(own: list[Holiday], location: Location | None) -> list[Holiday]:
    """Return the rows that hold at a location, those that go before others last.

    What is said of one day goes before what is said of every year.
    """
    here = [row for row in own if row.location_id in {None, location.pk if location else None}]
    return sorted(here, key=lambda row: (row.location_id is not None, not row.every_year))


def _in_year(row: Holiday, year: int) -> date | None:
    """Return the day of a row in a year; 29 February only in leap years."""
    if not row.every_year:
        return row.day if row.day.year == year else None
    if year < row.day.year:
        return None
    try:
        return row.day.replace(year=year)
    except ValueError:
        return None
