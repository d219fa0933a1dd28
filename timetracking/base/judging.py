"""Checks of the author's current rights, with the message for each right that is missing."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec

from django.utils.translation import gettext_lazy as _

from timetracking.base import rights
from timetracking.base.authors import Author
from timetracking.base.errors import ForManagers, ForOwners, NoLongerOnStaff, NotAllowed, OwnHours
from timetracking.models import Employee

P = ParamSpec("P")
Right = Callable[Concatenate[Employee, P], bool]

_OF_OWNERS: set[Callable[..., bool]] = {
    rights.can_change_settings,
    rights.can_change_locations,
    rights.can_lock_periods,
    rights.can_change_break_kinds,
    rights.can_change_holidays,
    rights.can_unlock,
}
# The errors for people who act on themselves.
_OWN: dict[Callable[..., bool], Callable[[], NotAllowed]] = {
    rights.can_decide: OwnHours,
    rights.can_edit_hours: OwnHours,
    rights.can_change_email: lambda: NotAllowed(
        str(_("Change your own e-mail address on the “Sign-in and devices” page."))
    ),
    rights.can_remove_factor: lambda: NotAllowed(
        str(_("Change your own second factor on the “Sign-in and devices” page."))
    ),
    rights.can_deactivate: lambda: NotAllowed(
        str(_("You cannot deactivate yourself. Ask another owner."))
    ),
}
# The messages for managers, who lack a right that owners have or are limited to locations.
_SENTENCES: dict[Callable[..., bool], object] = {
    rights.can_see: _("This person works at none of your locations. Ask an owner."),
    rights.can_settle_tap: _("This person works at none of your locations. Ask an owner."),
    rights.can_act_for: _("You cannot do this for someone else."),
    rights.can_manage: _("Only an owner can change the profile of a manager or an owner."),
    rights.can_deactivate: _("Only an owner can change the profile of a manager or an owner."),
    rights.can_reactivate: _("Only an owner can change the profile of a manager or an owner."),
    rights.can_give_role: _("Only an owner can change the profile of a manager or an owner."),
    rights.can_limit: _("Only an owner can limit a manager to certain locations."),
    rights.can_change_email: _("They sign in with this address, so only an owner can change it."),
    rights.can_remove_factor: _("Only an owner can remove someone's second factor."),
    rights.can_set_pin: _("Only an owner can set the PIN of a manager or an owner."),
    rights.can_see_pay: _("Only an owner can see the pay of managers and owners."),
    rights.can_decide: _("Only an owner can decide on the hours of managers and owners."),
    rights.can_decide_request: _(
        "You changed this person's e-mail address, so someone else has to decide on the request."
    ),
    rights.can_edit_hours: _("Only an owner can change the hours of managers and owners."),
    rights.can_review: _(
        "You were involved in recording these times, so someone else has to check them."
    ),
    rights.can_assign: _("Choose from your own locations. For others, ask an owner."),
    rights.can_enter_sales: _("Choose from your own locations. For others, ask an owner."),
    rights.can_manage_kiosks: _("Choose from your own locations. For others, ask an owner."),
    rights.can_see_board: _(
        "The owner has not made the board visible to staff. Ask them if you need it."
    ),
}
# The rights for which members get the message above too.
_OF_ALL: set[Callable[..., bool]] = {rights.can_act_for, rights.can_see_board}


def judge(by: Author, right: "Right[P]", *about: P.args, **more: P.kwargs) -> Employee | None:
    """Return the author's current row, None for a program; raise NotAllowed without the right.

    Call it with the rows concerned locked, because the author may have lost their role since the
    request began. Takes one query, or none if the author's locked row is in `about`. Locks nothing,
    so it cannot deadlock. A program has every right.
    """
    if by.employee is None:
        return None
    locked = (row for row in about if isinstance(row, Employee) and row.pk == by.employee.pk)
    actor = next(locked, None) or Employee.objects.filter(pk=by.employee.pk).first()
    if actor is None or not actor.is_active:
        raise NoLongerOnStaff
    require(actor, right, *about, **more)
    return actor


def require(actor: Employee, right: "Right[P]", *about: P.args, **more: P.kwargs) -> None:
    """Raise NotAllowed, with a message that says why, unless `actor` has the right."""
    if not right(actor, *about, **more):
        raise _refusal(actor, right, *about)


def require_self(by: Author, employee: Employee) -> None:
    """Raise NotAllowed for a person who acts for another; do not check that they work here."""
    if by.employee is not None:
        require(by.employee, rights.can_act_for, employee)


def _refusal(actor: Employee, right: Callable[..., bool], *about: object) -> NotAllowed:
    other = next((row for row in about if isinstance(row, Employee)), None)
    if other is not None and other.pk == actor.pk and right in _OWN:
        return _OWN[right]()
    if right in _OF_OWNERS:
        return ForOwners()
    if not actor.leads and right not in _OF_ALL:
        return ForManagers()
    if other is not None and other.pk and not rights.can_see(actor, other):
        right = rights.can_see
    return NotAllowed(str(_SENTENCES[right]))
