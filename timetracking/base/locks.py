"""The row lock that a change of hours begins with."""

from typing import NewType

from timetracking.models import Employee

# An employee whose row this transaction has locked. Functions that write hours take one, so that
# the type checker finds callers that do not lock the row first.
LockedEmployee = NewType("LockedEmployee", Employee)


def lock_employee(pk: int) -> LockedEmployee:
    """Return the employee with the row locked until the transaction ends; do so to change hours."""
    # "No key", so that inserts of rows that refer to the employee do not wait.
    return LockedEmployee(Employee.objects.select_for_update(no_key=True).get(pk=pk))
