"""Changes of the addresses on the staff list, with which people sign in."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import addresses
from accounts.exceptions import AccountsError, AddressReserved, AddressTaken
from accounts.fields import normalise_email
from accounts.mail import locale_of
from accounts.models import SecurityEvent, User
from accounts.requests import PUBLIC_REALM, Client, Site
from accounts.security.events import Event
from accounts.signals import address_changed, address_locking
from timetracking.base.authors import Author
from timetracking.base.constraints import violated_constraint
from timetracking.base.locks import LockedEmployee
from timetracking.base.security import note, tell
from timetracking.models import Employee
from timetracking.notices import alerts
from timetracking.staff.errors import AddressRefused, EmailTaken
from timetracking.staff.subjects import address_snapshot
from timetracking.trail.recording import recorded


def connect() -> None:
    """Connect the receivers that keep the staff list in step with the sign-ins."""
    address_locking.connect(lock_entry, dispatch_uid="timetracking.staff.lock_entry")
    address_changed.connect(follow_sign_in, dispatch_uid="timetracking.staff.follow_sign_in")


def settle(employee: Employee, locked: LockedEmployee | None, *, by: Author) -> None:
    """Treat a new address in an entry that is about to be saved; put the old one back to wait.

    Somebody who signs in has to confirm it. A change for anybody else, and a first address, is
    recorded, and told to the person and the old address. The rows are locked. Raises EmailTaken,
    AddressRefused.
    """
    old = locked.email if locked else ""
    employee.email = normalise_email(employee.email)
    if employee.email == old:
        return
    if employee.email:
        _refuse_reserved(employee)
    if locked is None:
        return
    if locked.user and locked.has_accepted:
        _ask(locked.user, employee.email, by=by)
        employee.email = old
    else:
        _record(employee, locked, by=by)


def _refuse_reserved(employee: Employee) -> None:
    try:
        addresses.refuse_reserved(employee.email, user_id=employee.user_id)
    except AddressReserved as error:
        raise AddressRefused(str(error)) from None


def _ask(user: User, email: str, *, by: Author) -> None:
    if Employee.objects.filter(email=email).exists():
        raise EmailTaken
    if by.site is None:
        raise ValueError("An address is confirmed by mail, so its author needs a site.")
    asker = by.employee.user if by.employee else None
    try:
        addresses.ask(user, email, by=asker, client=by.client, site=by.site)
    except AddressTaken:
        raise EmailTaken from None
    except AccountsError as error:
        raise AddressRefused(str(error)) from None


def _record(employee: Employee, locked: LockedEmployee, *, by: Author) -> None:
    """Record the new address of somebody who has not signed in yet; tell them and the old one."""
    change = {"email": [locked.email, employee.email], "is_unproven": True}
    event = note(Event.EMAIL_CHANGED, by=by, about=locked, detail=change)
    # Without a mail, which the old address gets below, and the new one may be somebody else's.
    entry = LockedEmployee(employee)
    alerts.tell(entry, alerts.Kind.ADDRESS_CHANGED, by=by, site=None)
    if by.site is None or not locked.email:
        return
    if locked.user:
        addresses.tell_old(event, locked.user, by.site)
    else:
        tell(event, [locked], by=by)


def lock_entry(*, user_id: int, realm: str, **kwargs: Any) -> None:
    """Lock the entry before the sign-in, as every change of an entry does."""
    if realm != PUBLIC_REALM:
        Employee.objects.select_for_update(no_key=True).filter(user=user_id).first()


def follow_sign_in(
    *, user: User, event: SecurityEvent, client: Client, site: Site, **kwargs: Any
) -> None:
    """Save the new address of a sign-in in the entry too. Raises AddressTaken."""
    if site.realm == PUBLIC_REALM:
        return
    employee = Employee.objects.filter(user=user).first()
    if employee is None:
        return
    asker = Employee.objects.filter(user=event.actor_id).first() if event.actor_id else employee
    by = Author(asker, address=client.address, browser=client.browser, site=site)
    objected = event.event == Event.EMAIL_RESTORED
    with locale_of(site):
        reason = (
            _("Rejected with the link in the e-mail to the old address.")
            if objected
            else _("Confirmed with the link in the e-mail to the new address.")
        )
    _write(employee, user.email, by=by, reason=reason)
    if objected:
        owners = Employee.objects.active().owners().exclude(pk=employee.pk).by_name()
        tell(event, owners, by=by)
    else:
        # Locked by `lock_entry`. The mail to the old address is on its way.
        entry = LockedEmployee(employee)
        alerts.tell(entry, alerts.Kind.ADDRESS_CHANGED, by=by, site=None)


def _write(employee: Employee, email: str, *, by: Author, reason: str) -> None:
    try:
        with (
            transaction.atomic(),
            recorded(employee, by=by, reason=reason, snapshot=address_snapshot),
        ):
            employee.email = email
            employee.save(update_fields=["email"])
    except IntegrityError as error:
        if violated_constraint(error) != "employees_email_unique":
            raise
        raise AddressTaken from None
