"""The form of an entry, as a browser sends it."""

from tests.timetracking.conftest import seen
from tests.timetracking.rates import rate_of
from timetracking.models import Employee


def entry_of(employee: Employee, **changes: str) -> dict[str, str]:
    """Return the edit form as the page shows it, with changes."""
    rate = rate_of(employee)
    shown_rate = "" if rate is None else str(rate)
    shown = {
        "name": employee.name,
        "email": employee.email,
        "role": str(employee.role),
        "hourly_rate": shown_rate,
        "seen_rate": shown_rate,
    }
    return shown | seen(employee) | changes
