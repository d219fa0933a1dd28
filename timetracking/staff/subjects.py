"""Registers employees with the audit trail."""

from timetracking.models import Employee
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import register

ENTRY = ["name", "email", "role", "hourly_rate", "is_limited"]


def _entry(employee: Employee) -> Snapshot:
    locations = employee.placements.order_by("location").values_list("location", flat=True)
    return fields(employee, *ENTRY, "is_active") | {"locations": list(locations)}


register(Employee, _entry, employee=lambda employee: employee)
