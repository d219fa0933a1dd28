"""What waits for a manager, and what became of one's own. Reads only."""

from dataclasses import dataclass

from timetracking.models import Correction, CorrectionStatus, Employee, WorkLog
from timetracking.models.correction import CorrectionQuerySet
from timetracking.shifts.wording import shift_label
from timetracking.trail.snapshots import Snapshot

# Of what is closed a page shows the newest; the rest is with each shift.
SHOWN = 50


@dataclass(frozen=True)
class Item:
    """One line of a list: a correction, and the shift that it is about in words."""

    correction: Correction
    shift: str

    @classmethod
    def of(cls, correction: Correction) -> "Item":
        """Return the line of a correction."""
        kept: Snapshot = correction.before or correction.after or {}
        return cls(correction, shift_label(kept) if "check_in" in kept else "")


@dataclass(frozen=True)
class Inbox:
    """What waits for someone who leads: requests, disputes, and shifts with an end to review."""

    pending: list[Item]
    disputed: list[Item]
    to_review: list[WorkLog]

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self.pending or self.disputed or self.to_review)


def inbox(actor: Employee) -> Inbox:
    """Return what waits for `actor`, the oldest first, from three queries."""
    mine = Correction.objects.led_by(actor).select_related("employee", "asked_by")
    led = Employee.objects.led_by(actor)
    logs = WorkLog.objects.to_review().filter(employee__in=led)
    return Inbox(
        pending=_items(mine.pending().order_by("created_at", "pk")),
        disputed=_items(mine.disputed().order_by("replied_at", "pk")),
        to_review=list(logs.select_related("employee", "location").order_by("check_in")),
    )


def decided_by_us(actor: Employee) -> list[Item]:
    """Return what `actor` could decide and was decided, the newest first, from one query."""
    led = Correction.objects.led_by(actor).select_related("employee", "decided_by")
    done = led.filter(status__in=[CorrectionStatus.ACCEPTED, CorrectionStatus.REFUSED])
    return _items(done.order_by("-decided_at", "-pk")[:SHOWN])


def own(employee: Employee) -> list[Item]:
    """Return one's own requests and the edits of one's hours, the newest first; one query."""
    found = Correction.objects.for_employee(employee).select_related("asked_by", "decided_by")
    return _items(found.order_by("-created_at", "-pk")[:SHOWN])


def _items(found: CorrectionQuerySet) -> list[Item]:
    return [Item.of(correction) for correction in found]
