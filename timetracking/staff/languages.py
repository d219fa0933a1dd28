"""The language that people choose for themselves."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_act_for
from timetracking.models import Employee
from timetracking.staff.subjects import language_snapshot
from timetracking.trail.recording import recorded


@transaction.atomic
def choose(employee: Employee, language: str, *, by: Author) -> Employee:
    """Save the language in which `employee` reads pages and mails, "" for the company's.

    Locks the employee's row, and returns it. Raises NotAllowed unless people choose for themselves.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    with recorded(locked, by=by, snapshot=language_snapshot):
        locked.language = language
        locked.save(update_fields=["language"])
    return locked
