"""An operator's support access, as the company sees it: its owners hear of it, and can end it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts import support
from accounts.requests import Client, Site
from accounts.security import alerts, log
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.base.errors import ForOwners
from timetracking.base.security import note
from timetracking.models import Employee


def open_access(
    *, site: Site, operator: str, client: Client, reason: str, until: datetime, now: datetime
) -> str:
    """Prepare support access, record it and mail all owners; return the token of the link.

    Runs in the caller's transaction, inside the company. Raises ValidationError if no owner can
    sign in: nobody would hear of it.
    """
    owners = list(Employee.objects.active().owners().select_related("user").order_by("pk"))
    readers = [owner.user for owner in owners if owner.user and owner.user.is_active]
    if not readers:
        raise ValidationError(_("This company has no owner with a sign-in, who would hear of it."))
    token = support.open_access(readers[0], operator=operator, reason=reason, until=until, now=now)
    minutes = round((until - now).total_seconds() / 60)
    event = log.record(
        Event.SUPPORT_ACCESS,
        operator=operator,
        client=client,
        detail={"reason": reason, "minutes": minutes},
    )
    context = {"reason": reason, "until": until}
    for owner in owners:
        alerts.tell(event, to=owner.email, name=owner.name, site=site, context=context)
    return token


def end_access(*, by: Author) -> int:
    """End all support access to the company; return how many there were. Raises ForOwners."""
    if by.employee is None or not by.employee.is_owner:
        raise ForOwners
    ended = support.end_all()
    if ended:
        note(Event.SUPPORT_ENDED, by=by)
    return ended
