"""Who may do what. Every view stands behind one of the decorators at the end."""

from timetracking.models import CompanySettings, Employee, Location, Role


def can_manage(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may see and change the entry and its rate.

    An owner may for everyone, a manager for members: not for a colleague, nor for themselves.
    """
    return actor.is_owner or (actor.role == Role.MANAGER and employee.role == Role.MEMBER)


def can_see(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may know of the entry, its hours and where they work.

    Who may not is told that there is nobody by that number. Asks the database for a limited
    manager alone; lists are kept short by the same rule, `Employee.objects.seen_by(actor)`.
    """
    if actor.pk == employee.pk or (actor.leads and not actor.is_limited):
        return True
    return Employee.objects.seen_by(actor).filter(pk=employee.pk).exists()


def can_decide(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may decide on the hours of `employee`; nobody may on their own.

    An owner may on everyone else's, a manager on those of the members whom they may see: the rule
    of `Employee.objects.led_by(actor)`.
    """
    if actor.pk == employee.pk or not can_manage(actor, employee):
        return False
    return can_see(actor, employee)


def can_edit_hours(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may change the hours of `employee` without asking.

    Those of others on which they may decide. Their own only as an owner for whom there is nobody
    to ask; the reason stands in the trail all the same.
    """
    if actor.pk != employee.pk:
        return can_decide(actor, employee)
    return actor.is_owner and not Employee.objects.deciders_for(actor).exists()


def can_see_board(actor: Employee, company: CompanySettings) -> bool:
    """Say whether `actor` may see who is in.

    A manager may, of those they manage; where the company wants it so may all, of their locations.
    """
    return actor.leads or company.members_see_team


def assignable_locations(actor: Employee) -> list[Location]:
    """Return the open locations that `actor` may let people belong to, by name."""
    return list(Location.objects.seen_by(actor).open().by_name())


def can_limit(actor: Employee) -> bool:
    """Say whether `actor` may limit a manager to locations."""
    return actor.is_owner


def assignable_roles(actor: Employee, employee: Employee | None = None) -> list[Role]:
    """Return the roles `actor` may give to `employee`, or to someone new.

    Nobody changes their own: an owner can only be demoted by another one.
    """
    if employee is not None and employee.pk == actor.pk:
        return [Role(actor.role)]
    if actor.is_owner:
        return list(Role)
    return [Role.MEMBER] if actor.role == Role.MANAGER else []


def can_change_email(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may change the address that someone signs in with, or will.

    Once it is in use only an owner may: whoever changes it can have the password reset to it.
    """
    return actor.is_owner or not employee.has_accepted


def can_deactivate(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may end the employment; nobody ends their own."""
    return employee.is_active and employee.pk != actor.pk and can_manage(actor, employee)


def can_reactivate(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may bring the employee back."""
    return not employee.is_active and can_manage(actor, employee)


def can_invite(actor: Employee, employee: Employee) -> bool:
    """Say whether an invitation by `actor` makes sense."""
    useful = employee.is_active and bool(employee.email) and not employee.has_accepted
    return useful and can_manage(actor, employee)
