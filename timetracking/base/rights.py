"""Who may do what: one function for each right, used by services and pages.

The functions judge the row of `actor` that they are given. Read it again before a change, as
`timetracking.base.judging` does.
"""

from collections.abc import Collection

from timetracking.base import doubts, losses
from timetracking.models import (
    CompanySettings,
    Correction,
    Employee,
    Location,
    Role,
    WorkLog,
)


def outranks(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` ranks above `employee`, without a query.

    An owner ranks above everyone, including themselves, a manager above members.
    """
    return actor.is_owner or (actor.role == Role.MANAGER and employee.role == Role.MEMBER)


def can_see(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may see the entry, the hours and the locations of `employee`.

    If not, pages respond with 404. Takes a query only for a limited manager. The same rule for
    lists is `Employee.objects.seen_by(actor)`.
    """
    if actor.pk == employee.pk or (actor.leads and not actor.is_limited):
        return True
    return Employee.objects.seen_by(actor).filter(pk=employee.pk).exists()


def can_act_for(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may punch, request, reply or choose notices for `employee`.

    People may do so only for themselves.
    """
    return actor.pk == employee.pk


def can_manage(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may change the entry and see its rate.

    An owner may do so for everyone, a manager for members whom they may see, so neither for other
    managers nor for themselves. The same rule for lists is `Employee.objects.managed_by(actor)`.
    """
    return outranks(actor, employee) and can_see(actor, employee)


def can_decide(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may decide on the hours of `employee`, which are never their own.

    An owner may decide on everyone else's hours, a manager on those of members whom they may see.
    The same rule for lists is `Employee.objects.led_by(actor)`.
    """
    return actor.pk != employee.pk and can_manage(actor, employee)


def can_see_pay(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may see the pay lines and the hours bank of `employee`.

    Everybody sees their own, an owner everyone's, a manager those of members whom they may see.
    """
    return actor.pk == employee.pk or can_manage(actor, employee)


def can_see_amounts(actor: Employee, employee: Employee, company: CompanySettings) -> bool:
    """Return whether `actor` also sees what the pay lines of `employee` amount to.

    Their own only owners do, unless the company shows people their rate.
    """
    return can_manage(actor, employee) or company.members_see_rate


def can_decide_request(actor: Employee, employee: Employee, correction: Correction) -> bool:
    """Return whether `actor` may decide on this request of `employee`.

    Whoever changed the person's address shortly before may not, because the request may be their
    own, unless they are an owner and nobody else could, now or within the last day.
    """
    if not can_decide(actor, employee):
        return False
    if not correction.reply_in_doubt:
        return True
    changers = doubts.address_changers(employee, correction.created_at)
    return actor.pk not in changers or _is_the_last_resort(actor, employee, changers)


def can_edit_hours(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may change the hours of `employee` without a request.

    They may change the hours of others on which they may decide. Only an owner whose requests
    nobody could decide, now or within the last day, may change their own, and the trail has the
    reason.
    """
    if actor.pk != employee.pk:
        return can_decide(actor, employee)
    if not actor.is_owner or Employee.objects.deciders_for(actor).exists():
        return False
    return not losses.an_owner_was_lost(besides=actor)


def can_review(actor: Employee, log: WorkLog) -> bool:
    """Return whether `actor` may settle that the times of a marked shift are right.

    Whoever is involved in the times (they paired the tablet, set the PIN or gave the end) may not,
    unless they are an owner and nobody else could, now or within the last day.
    """
    if not can_edit_hours(actor, log.employee):
        return False
    return actor.pk not in log.involved or _is_the_last_resort(actor, log.employee, log.involved)


def _is_the_last_resort(actor: Employee, employee: Employee, involved: Collection[int]) -> bool:
    """Return whether `actor` is an owner, and only people who are involved lead `employee`."""
    deciders = Employee.objects.deciders_for(employee).exclude(pk__in=involved)
    if not actor.is_owner or deciders.exists():
        return False
    return not losses.a_decider_was_lost(employee=employee, besides=actor)


def can_settle_tap(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may settle a refused tap of `employee`, which changes no hours."""
    return actor.leads and can_see(actor, employee)


def can_unlock(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may end the wait after wrong passwords for someone's sign-in."""
    return actor.is_owner


def can_set_pin(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may set or remove the PIN: their own, or of people they manage."""
    return actor.pk == employee.pk or can_manage(actor, employee)


def can_see_board(actor: Employee, company: CompanySettings) -> bool:
    """Return whether `actor` may see who is in.

    Managers may, for the people they lead. Members may, for their locations, if the company's
    settings allow it.
    """
    return actor.leads or company.members_see_team


def can_see_reports(actor: Employee) -> bool:
    """Return whether `actor` may see reports, about the people and locations that they may see."""
    return actor.leads


def can_enter_sales(actor: Employee, locations: Collection[int]) -> bool:
    """Return whether `actor` may enter the sales of all of these locations.

    Owners and managers may, a limited manager for their own locations. Takes a query only for a
    limited manager. The same rule for lists is `Location.objects.seen_by(actor)`.
    """
    return can_assign(actor, locations)


def can_add_staff(actor: Employee) -> bool:
    """Return whether `actor` may add people to the staff list."""
    return bool(assignable_roles(actor))


def can_change_settings(actor: Employee) -> bool:
    """Return whether `actor` may change the company's settings."""
    return actor.is_owner


def can_lock_periods(actor: Employee) -> bool:
    """Return whether `actor` may lock the hours of a pay period, and reopen them."""
    return actor.is_owner


def can_change_locations(actor: Employee) -> bool:
    """Return whether `actor` may add, change, close and reopen locations."""
    return actor.is_owner


def can_change_break_kinds(actor: Employee) -> bool:
    """Return whether `actor` may add and change kinds of break."""
    return actor.is_owner


def can_change_holidays(actor: Employee) -> bool:
    """Return whether `actor` may choose holiday calendars and enter holidays."""
    return actor.is_owner


def can_manage_kiosks(actor: Employee, location: Location) -> bool:
    """Return whether `actor` may pair, rename and revoke kiosks at a location.

    Takes a query only for a limited manager. The same rule for lists is
    `Kiosk.objects.seen_by(actor)`.
    """
    return can_assign(actor, [location.pk])


def can_assign(actor: Employee, locations: Collection[int]) -> bool:
    """Return whether `actor` may add people to all of these locations, or remove them.

    Takes a query only for a limited manager. The same rule for lists is
    `Location.objects.seen_by(actor)`.
    """
    if not actor.is_limited:
        return actor.leads
    return Location.objects.seen_by(actor).filter(pk__in=locations).count() == len(set(locations))


def assignable_locations(actor: Employee) -> list[Location]:
    """Return the open locations to which `actor` may add people, by name."""
    return list(Location.objects.seen_by(actor).open().by_name())


def can_limit(actor: Employee) -> bool:
    """Return whether `actor` may limit a manager to locations."""
    return actor.is_owner


def assignable_roles(actor: Employee, employee: Employee | None = None) -> list[Role]:
    """Return the roles that `actor` may give to `employee`, or to someone new.

    Nobody may change their own role: an owner can only be demoted by another one.
    """
    if employee is not None and employee.pk == actor.pk:
        return [Role(actor.role)]
    if actor.is_owner:
        return list(Role)
    return [Role.MEMBER] if actor.role == Role.MANAGER else []


def can_give_role(actor: Employee, employee: Employee | None, role: str) -> bool:
    """Return whether `actor` may give the role to `employee`, or to someone new for None."""
    return role in assignable_roles(actor, employee)


def can_change_email(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may change the address with which `employee` signs in.

    Once the invitation is accepted only an owner may, because a new address can be used to reset
    the password. Nobody may change their own like this: their own page asks for the password.
    """
    return actor.pk != employee.pk and (actor.is_owner or not employee.has_accepted)


def can_remove_factor(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may remove the second factor of `employee`, who lost their device.

    Nobody removes their own like this: their own page asks for it first.
    """
    return actor.is_owner and actor.pk != employee.pk


def can_deactivate(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may end the employment, which is never their own."""
    return can_manage(actor, employee) and actor.pk != employee.pk


def can_reactivate(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may reactivate someone who has left."""
    return can_manage(actor, employee)


def can_invite(actor: Employee, employee: Employee) -> bool:
    """Return whether `actor` may invite `employee` and an invitation is of use."""
    is_useful = employee.is_active and bool(employee.email) and not employee.has_accepted
    return is_useful and can_manage(actor, employee)
