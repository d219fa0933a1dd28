"""What keeps someone's hours of a period from being approved. Reads only."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timetracking.base.local_time import local_date
from timetracking.base.periods import Period
from timetracking.models import Correction, CorrectionStatus, Employee, Punch, WorkLog, zone_at
from timetracking.shifts.proposals import Proposal
from timetracking.trail.snapshots import Snapshot


class Kind(StrEnum):
    """What is not settled."""

    RUNNING = "running"
    REVIEW = "review"
    REQUEST = "request"
    DISPUTE = "dispute"
    TAP = "tap"


_WORDS = {
    Kind.RUNNING: gettext_lazy("shift still running"),
    Kind.REVIEW: gettext_lazy("shift to check"),
    Kind.REQUEST: gettext_lazy("request to decide"),
    Kind.DISPUTE: gettext_lazy("dispute to settle"),
    Kind.TAP: gettext_lazy("refused tap to settle"),
}


@dataclass(frozen=True)
class Problem:
    """One thing to settle, on a day, of one person; `pk` is that of its row."""

    kind: Kind
    employee_id: int
    day: date
    pk: int

    @property
    def text(self) -> str:
        """What it is, and of which day."""
        day = formats.date_format(self.day, "DAY_SHORT")
        return _("%(what)s (%(day)s)") % {"what": _WORDS[self.kind], "day": day}

    @property
    def url(self) -> str:
        """The page on which it is settled."""
        if self.kind == Kind.TAP:
            return reverse("approvals")
        is_shift = self.kind in {Kind.RUNNING, Kind.REVIEW}
        return reverse("shift" if is_shift else "correction", args=[self.pk])


def problems_of(employee: Employee, period: Period, *, zone: ZoneInfo) -> list[Problem]:
    """Return what one person's period lacks, in three queries; `zone` is the company's."""
    return problems(period, [employee.pk], zone=zone).get(employee.pk, [])


def problems(
    period: Period, people: Collection[int], *, zone: ZoneInfo
) -> dict[int, list[Problem]]:
    """Return what is to settle by the ids of the people, in three queries, in the order of days."""
    by_person: dict[int, list[Problem]] = {}
    found = [
        *_of_shifts(period, people),
        *_of_corrections(period, people),
        *_of_taps(period, people, zone),
    ]
    for one in sorted(found, key=lambda one: (one.day, one.kind, one.pk)):
        by_person.setdefault(one.employee_id, []).append(one)
    return by_person


def _of_shifts(period: Period, people: Collection[int]) -> Iterator[Problem]:
    # A shift lasts a day at most, so one that touches the period began the day before or later.
    logs = WorkLog.objects.filter(
        Q(check_out__isnull=True) | ~Q(review=""),
        employee__in=people,
        day__range=(period.first - timedelta(days=1), period.last),
    )
    for log in logs:
        is_running = log.check_out is None
        # Nobody knows whether an open shift of the day before will reach into the period.
        if is_running or _touches(period, log.days):
            kind = Kind.RUNNING if is_running else Kind.REVIEW
            yield Problem(kind, log.employee_id, log.day, log.pk)


def _of_corrections(period: Period, people: Collection[int]) -> Iterator[Problem]:
    waiting = Correction.objects.pending() | Correction.objects.disputed()
    for one in waiting.filter(employee__in=people):
        days = sorted(day for side in (one.before, one.after) for day in _days(side))
        if _touches(period, days):
            is_request = one.status == CorrectionStatus.PENDING
            kind = Kind.REQUEST if is_request else Kind.DISPUTE
            day = next(day for day in days if period.first <= day <= period.last)
            yield Problem(kind, one.employee_id, day, one.pk)


def _of_taps(period: Period, people: Collection[int], zone: ZoneInfo) -> Iterator[Problem]:
    taps = Punch.objects.to_settle().filter(employee__in=people)
    for tap in taps.select_related("kiosk__location"):
        here = zone_at(tap.kiosk.location if tap.kiosk else None, zone)
        day = local_date(tap.device_at or tap.created_at, here)
        if _touches(period, [day]):
            yield Problem(Kind.TAP, tap.employee_id, day, tap.pk)


def _days(side: Snapshot | None) -> list[date]:
    """Return the days of a shift in the snapshot of a correction."""
    if not side or "check_in" not in side:
        return []
    log = WorkLog()
    Proposal.of_snapshot(_complete(side)).write_to(log)
    return log.days


def _complete(side: Snapshot) -> dict[str, Any]:
    return {**side, "breaks": []}


def _touches(period: Period, days: Collection[date]) -> bool:
    return any(period.first <= day <= period.last for day in days)
