"""The row locks that change of hours begins with."""

from typing import NewType

from timetracking.models import Employee

# An employee whose row this transaction holds. What writes hours takes one, so that the type
# checker finds whoever has not locked the row first.
LockedEmployee = NewType("LockedEmployee", Employee)


def lock_employee(pk: int) -> LockedEmployee:
    """Return the employee, locked to the transaction's end: whoever changes their hours does so."""
    # "No key", because rows that refer to the employee need not wait.
    return LockedEmployee(Employee.objects.select_for_update(no_key=True).get(pk=pk))
