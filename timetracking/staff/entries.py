"""What every change of an entry has in common, for one person and for many."""

from collections.abc import Mapping

from timetracking.base.authors import Author
from timetracking.base.judging import judge, require
from timetracking.base.rights import (
    can_add_staff,
    can_assign,
    can_change_email,
    can_give_role,
    can_limit,
    can_manage,
)
from timetracking.models import Employee, EmployeeLocation
from timetracking.staff.errors import EmailTaken

EMAIL_TAKEN = {"employees_email_unique": EmailTaken, "users_email_unique": EmailTaken}


def judge_entry(
    by: Author, employee: Employee, locked: Employee | None, membership: Mapping[int, bool]
) -> Employee | None:
    """Check the rights for each change from `locked`, the stored entry if there is one.

    Return the author's current row, None for a program.
    """
    actor = judge(by, can_manage, locked) if locked else judge(by, can_add_staff)
    if actor is None:
        return None
    if locked is None or employee.role != locked.role:
        require(actor, can_give_role, locked, employee.role)
    if locked and employee.email != locked.email:
        require(actor, can_change_email, locked)
    if employee.is_limited != (locked is not None and locked.is_limited):
        require(actor, can_limit)
    if membership:
        require(actor, can_assign, membership)
    return actor


def save_membership(employee: Employee, membership: Mapping[int, bool]) -> None:
    """Assign the employee to the locations that are true, and remove them from the others."""
    assigned = [pk for pk, belongs in membership.items() if belongs]
    if unassigned := membership.keys() - assigned:
        employee.placements.filter(location__in=unassigned).delete()
    if assigned:
        EmployeeLocation.objects.bulk_create(
            (EmployeeLocation(employee=employee, location_id=pk) for pk in assigned),
            ignore_conflicts=True,
        )
