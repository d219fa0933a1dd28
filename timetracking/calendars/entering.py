"""Services of the company's own holidays: save and remove them."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_holidays
from timetracking.calendars.errors import DayTaken, HolidayGone, YearTooFar
from timetracking.calendars.public import FIRST_YEAR, LAST_YEAR
from timetracking.models import CompanySettings, Holiday
from timetracking.trail.recording import recorded, refuse_stale


@transaction.atomic
def save(holiday: Holiday, *, by: Author, seen: int | None = None) -> Holiday:
    """Save a new or changed entry: a holiday, half a one, or a public holiday that is worked.

    Locks the row of the settings, so that changes of holidays run one after another. `seen` is the
    version that the author saw, if known. Raises NotAllowed, EntryChanged, HolidayGone, DayTaken
    and YearTooFar.
    """
    _lock(by)
    locked = _stored(holiday) if holiday.pk else None
    if locked:
        refuse_stale(locked, seen)
    _write(holiday, locked, by)
    return holiday


@transaction.atomic
def add_all(holidays: Iterable[Holiday], *, by: Author) -> list[Holiday]:
    """Add those of the entries whose day has none yet. Locks and errors as `save`."""
    _lock(by)
    added = []
    for holiday in holidays:
        there = Holiday.objects.filter(day=holiday.day, location=holiday.location_id)
        if not there.exists():
            _write(holiday, None, by)
            added.append(holiday)
    return added


@transaction.atomic
def remove(holiday: Holiday, *, by: Author) -> None:
    """Remove an entry, so that the calendar says what the day is. Locks and errors as `save`."""
    _lock(by)
    stored = _stored(holiday)
    with recorded(stored, by=by):
        stored.delete()


def half_days(year: int, names: tuple[str, str]) -> list[Holiday]:
    """Return 24 and 31 December as half days of every year from this one on."""
    return [
        Holiday(day=date(year, 12, day), every_year=True, name=name, portion="half")
        for day, name in zip((24, 31), names, strict=True)
    ]


def is_year_end(day: date) -> bool:
    """Return whether this is 24 or 31 December."""
    return (day.month, day.day) in {(12, 24), (12, 31)}


def _lock(by: Author) -> None:
    CompanySettings.objects.select_for_update(no_key=True).get()
    judge(by, can_change_holidays)


def _stored(holiday: Holiday) -> Holiday:
    stored = Holiday.objects.filter(pk=holiday.pk).first()
    if stored is None:
        raise HolidayGone
    return stored


def _write(holiday: Holiday, previous: Holiday | None, by: Author) -> None:
    if not FIRST_YEAR <= holiday.day.year <= LAST_YEAR:
        raise YearTooFar(FIRST_YEAR, LAST_YEAR)
    taken = refusals({"holidays_one_a_day": lambda: DayTaken(holiday.day)})
    with recorded(holiday, previous=previous, by=by), taken:
        holiday.save()
