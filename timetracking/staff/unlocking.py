"""Unlocking a sign-in that has to wait after wrong passwords."""

from django.db import transaction

from accounts import throttle
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_unlock
from timetracking.base.security import note
from timetracking.models import Employee


@transaction.atomic
def unlock(employee: Employee, *, by: Author) -> None:
    """Forget the wrong passwords counted against someone's sign-in, so that nobody has to wait.

    Locks the throttle's rows, then the employee's: a tap at a kiosk takes them in that order.
    Raises NotAllowed, and then forgets nothing.
    """
    if employee.user:
        throttle.unlock(employee.user.email)
    locked = lock_employee(employee.pk)
    judge(by, can_unlock, locked)
    note(Event.UNLOCKED, by=by, about=locked)
