"""Conversions between local times, as clocks show them, and moments in UTC."""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal

from timetracking.base.errors import AmbiguousTime, NonexistentTime

Occurrence = Literal["first", "second"]


def resolve_local(naive: datetime, zone: tzinfo, occurrence: Occurrence | None = None) -> datetime:
    """Return the moment, in UTC, at which clocks in `zone` show `naive`.

    Raises NonexistentTime for a time that clocks skip. Raises AmbiguousTime for a time that they
    show twice, unless `occurrence` says which; it is ignored for other times.
    """
    moments = [
        moment
        for fold in (0, 1)
        if (moment := naive.replace(tzinfo=zone, fold=fold).astimezone(UTC))
        .astimezone(zone)
        .replace(tzinfo=None, fold=0)
        == naive
    ]
    if not moments:
        raise NonexistentTime(naive)
    first, second = min(moments), max(moments)
    if first != second and occurrence is None:
        raise AmbiguousTime(naive)
    return second if occurrence == "second" else first


def is_ambiguous(naive: datetime, zone: tzinfo) -> bool:
    """Say whether clocks in `zone` show `naive` twice."""
    try:
        resolve_local(naive, zone)
    except AmbiguousTime:
        return True
    except NonexistentTime:
        return False
    return False


def local_date(moment: datetime, zone: tzinfo) -> date:
    """Return the local date of `moment` in `zone`."""
    return moment.astimezone(zone).date()


def day_start(day: date, zone: tzinfo) -> datetime:
    """Return the first moment of `day` in `zone`, in UTC; clocks may skip midnight."""
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


def week_bounds(first_day: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the start and end, in UTC, of the seven days from `first_day`."""
    return day_start(first_day, zone), day_start(first_day + timedelta(days=7), zone)
