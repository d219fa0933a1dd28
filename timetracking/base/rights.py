"""Who may do what: one function a right. Services judge by them, pages show what they allow.

What `actor` may do is asked with their row as it is, so read it anew before something is changed:
`timetracking.base.judging` does.
"""

from collections.abc import Collection

from timetracking.models import CompanySettings, Employee, Location, Role


def outranks(actor: Employee, employee: Employee) -> bool:
    """Say whether the role of `actor` stands above that of `employee`; asks the database nothing.

    An owner's stands above everyone's, their own included; a manager's above a member's.
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


def can_act_for(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may punch, ask, reply or choose notices for `employee`: for nobody else.

    A program acts for itself and is not asked.
    """
    return actor.pk == employee.pk


def can_manage(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may change the entry and see its rate.

    An owner may for everyone, a manager for members whom they may see: not for a colleague, nor for
    themselves.
    """
    return outranks(actor, employee) and can_see(actor, employee)


def can_decide(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may decide on the hours of `employee`; nobody may on their own.

    An owner may on everyone else's, a manager on those of the members whom they may see: the rule
    of `Employee.objects.led_by(actor)`.
    """
    return actor.pk != employee.pk and can_manage(actor, employee)


def can_edit_hours(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may change the hours of `employee` without asking.

    Those of others on which they may decide. Their own only as an owner for whom there is nobody
    to ask; the reason stands in the trail all the same.
    """
    if actor.pk != employee.pk:
        return can_decide(actor, employee)
    return actor.is_owner and not Employee.objects.deciders_for(actor).exists()


def can_settle_tap(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may deal with a refused tap of `employee`; it changes no hours."""
    return actor.leads and can_see(actor, employee)


def can_set_pin(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may set or take away the PIN: their own, and that of whom they manage."""
    return actor.pk == employee.pk or can_manage(actor, employee)


def can_see_board(actor: Employee, company: CompanySettings) -> bool:
    """Say whether `actor` may see who is in.

    A manager may, of those they manage; where the company wants it so may all, of their locations.
    """
    return actor.leads or company.members_see_team


def can_add_staff(actor: Employee) -> bool:
    """Say whether `actor` may put someone on the staff list."""
    return bool(assignable_roles(actor))


def can_change_settings(actor: Employee) -> bool:
    """Say whether `actor` may change what holds for the whole company."""
    return actor.is_owner


def can_change_locations(actor: Employee) -> bool:
    """Say whether `actor` may add, change, close and reopen locations."""
    return actor.is_owner


def can_change_break_kinds(actor: Employee) -> bool:
    """Say whether `actor` may add and change the kinds of break on offer."""
    return actor.is_owner


def can_manage_kiosks(actor: Employee, location: Location) -> bool:
    """Say whether `actor` may pair, rename and revoke kiosks at a location.

    The rule of `Kiosk.objects.seen_by(actor)`. Asks the database for a limited manager alone.
    """
    return can_assign(actor, [location.pk])


def can_assign(actor: Employee, locations: Collection[int]) -> bool:
    """Say whether `actor` may let people belong to all of these locations, or not belong to them.

    The rule of `Location.objects.seen_by(actor)`. Asks the database for a limited manager alone.
    """
    if not actor.is_limited:
        return actor.leads
    return Location.objects.seen_by(actor).filter(pk__in=locations).count() == len(set(locations))


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


def can_give_role(actor: Employee, employee: Employee | None, role: str) -> bool:
    """Say whether `actor` may give the role to `employee`, or to someone new if that is None."""
    return role in assignable_roles(actor, employee)


def can_change_email(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may change the address that someone signs in with, or will.

    Once it is in use only an owner may: whoever changes it can have the password reset to it.
    """
    return actor.is_owner or not employee.has_accepted


def can_deactivate(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may end the employment; nobody ends their own."""
    return can_manage(actor, employee) and actor.pk != employee.pk


def can_reactivate(actor: Employee, employee: Employee) -> bool:
    """Say whether `actor` may bring back someone who has left."""
    return can_manage(actor, employee)


def can_invite(actor: Employee, employee: Employee) -> bool:
    """Say whether an invitation by `actor` makes sense."""
    useful = employee.is_active and bool(employee.email) and not employee.has_accepted
    return useful and can_manage(actor, employee)
