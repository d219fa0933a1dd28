"""Lists of corrections, for managers and for employees. Reads only."""

from dataclasses import dataclass

from timetracking.corrections.labels import label_of
from timetracking.models import Correction, CorrectionStatus, Employee
from timetracking.models.correction import CorrectionQuerySet

# A page shows only the newest closed corrections; the page of a shift lists all of its own.
SHOWN = 50


@dataclass(frozen=True)
class Item:
    """A correction in a list, and a description of its shift."""

    correction: Correction
    shift: str

    @classmethod
    def of(cls, correction: Correction) -> "Item":
        """Return the item of a correction."""
        return cls(correction, label_of(correction))


def decided_requests(actor: Employee) -> list[Item]:
    """Return the decided requests that `actor` may decide, newest first, in one query."""
    corrections = Correction.objects.led_by(actor).select_related("employee", "decided_by")
    decided = corrections.filter(status__in=[CorrectionStatus.ACCEPTED, CorrectionStatus.REFUSED])
    return _items(decided.order_by("-decided_at", "-pk")[:SHOWN])


def own_corrections(employee: Employee) -> list[Item]:
    """Return an employee's requests and the edits of their hours, newest first, in one query."""
    corrections = Correction.objects.for_employee(employee).select_related("asked_by", "decided_by")
    return _items(corrections.order_by("-created_at", "-pk")[:SHOWN])


def _items(corrections: CorrectionQuerySet) -> list[Item]:
    return [Item.of(correction) for correction in corrections]
