"""The shifts of many people in a period, as tuples: a page of 500 people has some 11,000.

Reads only. Counts by the rule of `models.counting`, as a row of a shift does.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, FilteredRelation, Q
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, Extract

from timetracking.base.local_time import day_start
from timetracking.base.periods import Period
from timetracking.models import (
    CompanySettings,
    Correction,
    CorrectionStatus,
    Employee,
    Reply,
    Rules,
    WorkLog,
)
from timetracking.models.counting import (
    LONGEST,
    Worked,
    end_of,
    is_overlong,
    minute_of,
    minute_of_number,
)
from timetracking.shifts.display import MAX_ZONE_DIFFERENCE
from timetracking.shifts.running import open_too_long
from timetracking.shifts.wording import shift_day
from timetracking.timesheets.marks import (
    CORRECTED,
    DISPUTED,
    MISSING,
    PROVISIONAL,
    REQUESTED,
    RUNNING,
    Mark,
    Marked,
)

# A shift that began so many days before the period, by the clocks of any zone, may reach into it.
_AROUND = 4


class Counted(NamedTuple):
    """A shift: the day it belongs to, its minutes, those within the period, and its marks."""

    employee: int
    day: date | None
    minutes: int
    within: int
    marks: tuple[Mark, ...]


Marks = dict[int, list[Mark]]


def shifts_within(
    staff: Sequence[Employee],
    period: Period,
    *,
    company: CompanySettings,
    now: datetime,
    marks: Marks,
) -> Iterator[Counted]:
    """Yield the shifts on and near the days of `period`, in one query.

    `marks` are those of corrections, by the shift's id.
    """
    calendar_of = cache(partial(Calendar.of, period))
    rows = _rows(staff, *_span(period, company))
    for log, parts in groupby(rows, key=itemgetter(slice(0, 7))):
        pk, employee, check_in, check_out, zone, deducted, review = log
        start, end = minute_of_number(check_in), _minute(check_out)
        found = marks.get(pk, [])
        if review or end is None:
            found = [*_marks(start, end, review, company.rules, minute_of(now)), *found]
        # A shift without an unpaid break has one row, without the times of one.
        unpaid = [(minute_of_number(begun), _minute(ended)) for *_, begun, ended in parts if begun]
        worked = Worked(start, end_of(start, end, minute_of(now)), unpaid, deducted // 60)
        calendar, minutes = calendar_of(zone), worked.minutes
        is_whole = calendar.first <= start and worked.end <= calendar.last
        within = minutes if is_whole else worked.within(calendar.first, calendar.last)
        yield Counted(employee, calendar.day_of(start), minutes, within, tuple(found))


@dataclass(frozen=True)
class Calendar:
    """The days of a period and those around it in one zone, by the minutes at which they begin."""

    days: list[date]
    starts: list[int]
    first: int
    last: int

    @classmethod
    def of(cls, period: Period, zone_name: str) -> Self:
        """Return the calendar of a zone; `first` and `last` are where the period begins and ends.

        Looking up a day in it is ten times as quick as converting a moment.
        """
        zone = ZoneInfo(zone_name)
        begin, end = period.bounds(zone)
        around = (period.last - period.first).days + 2 * _AROUND + 1
        days = [period.first + timedelta(days=n - _AROUND) for n in range(around)]
        starts = [minute_of(day_start(day, zone)) for day in days]
        return cls(days, starts, minute_of(begin), minute_of(end))

    def day_of(self, minute: int) -> date | None:
        """Return the day of a minute by the clocks of the zone, None if it is not near."""
        number = bisect_right(self.starts, minute) - 1
        return self.days[number] if number >= 0 else None


def corrections_within(
    staff: Sequence[Employee], period: Period, *, company: CompanySettings
) -> tuple[Marks, list[Marked]]:
    """Return the marks of corrected shifts by their id, and of days of which a shift is missing.

    Takes one query. The second are those of requests that nobody has decided.
    """
    start, end = _span(period, company)
    nearby = Q(work_log__check_in__gt=start - LONGEST, work_log__check_in__lt=end)
    changed = Q(status__in=[CorrectionStatus.ACCEPTED, CorrectionStatus.MADE]) & nearby
    asked = Q(status=CorrectionStatus.PENDING) & (nearby | Q(work_log__isnull=True))
    rows = Correction.objects.filter(changed | asked, employee__in=staff).order_by("pk")
    marks: Marks = {}
    days: list[Marked] = []
    for pk, employee, status, reply, decided_at, check_in, zone in rows.values_list(
        *("work_log", "employee", "status", "reply", "decided_at"),
        *("after__check_in", "after__time_zone"),
    ):
        mark = _mark_of(status, is_disputed=reply == Reply.DISPUTED and decided_at is None)
        if pk is None:
            day = shift_day({"check_in": check_in, "time_zone": zone})
            days.append((employee, day, mark))
        elif mark not in marks.setdefault(pk, []):
            marks[pk].append(mark)
    return marks, days


def _mark_of(status: str, *, is_disputed: bool) -> Mark:
    if status == CorrectionStatus.PENDING:
        return REQUESTED
    return DISPUTED if is_disputed else CORRECTED


def _span(period: Period, company: CompanySettings) -> tuple[datetime, datetime]:
    start = day_start(period.first, company.zone) - MAX_ZONE_DIFFERENCE
    end = day_start(period.last + timedelta(days=1), company.zone) + MAX_ZONE_DIFFERENCE
    return start, end


def _rows(staff: Sequence[Employee], start: datetime, end: datetime) -> Iterable[Any]:
    # No ended shift is longer than LONGEST, so the index of check-ins bounds what is read.
    began_near = Q(check_in__gt=start - LONGEST) | Q(check_out__isnull=True)
    logs = WorkLog.objects.filter(began_near, employee__in=staff).overlapping(start, end)
    taken = FilteredRelation("breaks", condition=Q(breaks__is_paid=False))
    return (
        logs.annotate(taken=taken)
        .order_by("check_in", "pk")
        .values_list(
            *("pk", "employee", _number("check_in"), _number("check_out")),
            *("time_zone", "deducted", "review", _number("taken__start"), _number("taken__end")),
        )
    )


def _number(field: str) -> Combinable:
    """Return a moment as microseconds since 1970: Django takes long to convert moments."""
    return Cast(Extract(field, "epoch", tzinfo=UTC) * 1_000_000, BigIntegerField())


def _minute(number: int | None) -> int | None:
    return None if number is None else minute_of_number(number)


def _marks(start: int, end: int | None, review: str, rules: Rules, now: int) -> Iterator[Mark]:
    if end is None:
        is_missing = open_too_long(start, rules, now) or is_overlong(start, now)
        yield MISSING if is_missing else RUNNING
    if review:
        yield PROVISIONAL
