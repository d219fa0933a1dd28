"""The row locks that change of hours begins with."""

from timetracking.models import (
    Employee,
)


def lock_employee(pk: int) -> Employee:
    """Return the employee, locked to the transaction's end: whoever changes their hours does so."""
    # "No key", because rows that refer to the employee need not wait.
    return Employee.objects.select_for_update(no_key=True).get(pk=pk)
