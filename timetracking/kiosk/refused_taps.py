"""Late taps that were refused, which managers have to deal with."""

from datetime import datetime

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_settle_tap
from timetracking.models import Employee, Punch
from timetracking.models.punch import PunchQuerySet
from timetracking.trail.recording import recorded


def waiting(actor: Employee) -> PunchQuerySet:
    """Return the unsettled refused taps of people whom `actor` may see."""
    return Punch.objects.to_settle().filter(employee__in=Employee.objects.seen_by(actor))


@transaction.atomic
def settle(punch: Punch, *, by: Author, now: datetime) -> None:
    """Record that a manager has dealt with a refused tap. Changes no hours.

    Settling it twice is not an error. Raises NotAllowed.
    """
    locked = Punch.objects.select_for_update(of=["self"], no_key=True).get(pk=punch.pk)
    judge(by, can_settle_tap, locked.employee)
    if locked.settled_at:
        return
    with recorded(locked, by=by):
        locked.settled_at, locked.settled_by = now, by.employee
        locked.save(update_fields=["settled_at", "settled_by"])
