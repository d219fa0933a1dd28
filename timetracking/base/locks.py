"""The row lock that a change of hours begins with."""

from collections.abc import Iterable
from typing import NewType

from timetracking.models import Employee

# An employee whose row this transaction has locked. Functions that write hours take one, so that
# the type checker finds callers that do not lock the row first.
LockedEmployee = NewType("LockedEmployee", Employee)


def lock_employee(pk: int) -> LockedEmployee:
    """Return the employee with the row locked until the transaction ends; do so to change hours."""
    # "No key", so that inserts of rows that refer to the employee do not wait.
    return LockedEmployee(Employee.objects.select_for_update(no_key=True).get(pk=pk))


def lock_with_author(pk: int, author: Employee | None) -> LockedEmployee:
    """Return the employee like `lock_employee`, with the row of the author locked too.

    So a change that takes rights from the author is waited for, and a later one waits for this one
    and finds what the author has done. Without an author, as for a program, one row is locked.
    """
    pks = {pk, author.pk} if author else {pk}
    # In one order with `staff.employees.lock`, so that the two do not deadlock.
    rows = Employee.objects.filter(pk__in=pks).select_for_update(no_key=True).order_by("pk")
    employee = next((row for row in rows if row.pk == pk), None)
    if employee is None:
        raise Employee.DoesNotExist
    return LockedEmployee(employee)


def lock_employees(pks: Iterable[int]) -> None:
    """Lock the rows of several employees until the transaction ends, in the order of their ids.

    Whoever changes the hours of several in one transaction does this first, so that two who do so
    at a time do not deadlock.
    """
    rows = Employee.objects.filter(pk__in=set(pks)).order_by("pk")
    list(rows.select_for_update(no_key=True))
