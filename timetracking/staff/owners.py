"""What the security log and the owners hear of changes of roles and sign-ins."""

from accounts.models import SecurityEvent
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.security import note, tell
from timetracking.models import Employee, Role


def note_role(employee: Employee, old: str, *, by: Author) -> None:
    """Record a new role, which is "" before for somebody new, and mail the owners if it is theirs.

    An entry of a new member is no event of security.
    """
    if employee.role == (old or Role.MEMBER):
        return
    event = note(
        Event.ROLE_CHANGED, by=by, about=employee, detail={"role": [old, str(employee.role)]}
    )
    if Role.OWNER in {old, employee.role}:
        tell_owners(event, employee, by=by)


def note_active(employee: Employee, event: Event, *, by: Author) -> None:
    """Record that somebody was deactivated or reactivated; mail the owners if it is one."""
    recorded = note(event, by=by, about=employee)
    if employee.is_owner:
        tell_owners(recorded, employee, by=by)


def tell_owners(event: SecurityEvent, employee: Employee, *, by: Author) -> None:
    """Mail who became an owner, or ceased to be one, to them and the other owners."""
    owners = Employee.objects.active().owners().exclude(pk=employee.pk).by_name()
    is_owner_now = employee.is_owner and employee.is_active
    context = {"person": employee.name, "is_owner_now": is_owner_now}
    tell(event, [*owners, employee], by=by, context=context)
