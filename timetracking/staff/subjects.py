"""Registers employees with the audit trail."""

from timetracking.base.rights import outranks
from timetracking.models import Employee, EmployeeLocation
from timetracking.staff.wording import wording
from timetracking.trail.reading import length_of
from timetracking.trail.snapshots import Snapshot, digest, fields
from timetracking.trail.subjects import RowCheck, register

ENTRY = ["name", "email", "role", "is_limited", "language"]


def whole_entry(employee: Employee) -> Snapshot:
    """Return everything that lines record of an employee, PIN and notices too.

    The placements may be prefetched; otherwise they take one query.
    """
    placements = employee.placements.all()
    return (
        _own_fields(employee)
        | {"locations": sorted(placement.location_id for placement in placements)}
        | pin_snapshot(employee)
        | {"muted_notices": sorted(employee.muted_notices)}
    )


def pin_snapshot(employee: Employee) -> Snapshot:
    """Return whether there is a PIN and who set it, with a digest that shows a changed one.

    The digest is of the hash with its salt, so no PIN can be found from it.
    """
    return {
        "pin": "set" if employee.pin else "none",
        "pin_digest": digest(employee.pin),
        "pin_set_by": employee.pin_set_by_id,
    }


def language_snapshot(employee: Employee) -> Snapshot:
    """Return the language alone, which everybody chooses for themselves."""
    return fields(employee, "language")


def address_snapshot(employee: Employee) -> Snapshot:
    """Return the address alone, which its owner confirms long after somebody asked to change it."""
    return fields(employee, "email")


def _entry(employee: Employee) -> Snapshot:
    locations = employee.placements.order_by("location").values_list("location", flat=True)
    return _own_fields(employee) | {"locations": list(locations)}


def _own_fields(employee: Employee) -> Snapshot:
    return fields(employee, *ENTRY, "is_active", "user")


def _comparable(snapshot: Snapshot) -> Snapshot:
    # The word only tells people whether a PIN was set or changed; the digest is what counts.
    return {name: value for name, value in snapshot.items() if name != "pin"}


register(
    Employee,
    _entry,
    employee=lambda employee: employee,
    wording=wording,
    check=RowCheck(
        rows=lambda: Employee.objects.prefetch_related("placements"),
        state=whole_entry,
        parts=length_of(EmployeeLocation, "employee", 100),
        initial={"locations": [], "pin_digest": "", "muted_notices": []},
        comparable=_comparable,
        may_change=lambda actor, other: other is not None and outranks(actor, other),
    ),
)
