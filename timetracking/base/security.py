"""The product's events in the security log, and who hears of them by mail."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from accounts.models import SecurityEvent
from accounts.security import alerts, log
from accounts.security.events import Event
from timetracking.base.authors import Author
from timetracking.models import Employee, Kiosk


def note(
    event: Event,
    *,
    by: Author,
    about: Employee | None = None,
    detail: Mapping[str, object] | None = None,
) -> SecurityEvent:
    """Add an event to the security log; somebody without a sign-in is named in its detail."""
    facts = dict(detail or {})
    if about is not None and about.user_id is None:
        facts |= {"person": about.name, "employee": about.pk}
    if by.employee is not None and by.employee.user_id is None:
        facts |= {"by": by.employee.name}
    return log.record(
        event,
        client=by.client,
        actor=by.employee.user if by.employee else None,
        user=about.user if about else None,
        detail=facts,
    )


def note_kiosk(
    event: Event, kiosk: Kiosk, *, by: Author, about: Employee | None = None
) -> SecurityEvent:
    """Add an event about a kiosk to the security log; `about` is who answered for it before."""
    detail = {"kiosk": kiosk.name, "location": kiosk.location.name}
    return note(event, by=by, about=about, detail=detail)


def events_about(employee: Employee) -> Q:
    """Return the condition for the events about an employee, with or without a sign-in."""
    about = Q(detail__employee=employee.pk)
    return about | Q(user=employee.user_id) if employee.user_id else about


def tell(
    event: SecurityEvent,
    recipients: Iterable[Employee],
    *,
    by: Author,
    context: Mapping[str, object] | None = None,
) -> None:
    """Mail an event to people, but not what the author did; without a site nobody is mailed."""
    if by.site is None:
        return
    author = by.employee.pk if by.employee else None
    for recipient in recipients:
        if recipient.pk != author:
            alerts.tell(
                event, to=recipient.email, name=recipient.name, site=by.site, context=context
            )
