"""The form of an entry, as a browser sends it."""

from tests.timetracking.conftest import seen
from timetracking.models import Employee


def entry_of(employee: Employee, **changes: str) -> dict[str, str]:
    """Return the edit form as the page shows it, with changes."""
    rate = "" if employee.hourly_rate is None else str(employee.hourly_rate)
    shown = {
        "name": employee.name,
        "email": employee.email,
        "role": str(employee.role),
        "hourly_rate": rate,
    }
    return shown | seen(employee) | changes
