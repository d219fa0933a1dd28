"""Changes of Ana's address, and objections to them, as the security log has them."""

from accounts.models import SecurityEvent
from accounts.requests import Client
from accounts.security import log
from accounts.security.events import Event
from timetracking.models import Employee

CHANGE = {"email": ["ana@example.com", "ana@new.example"]}


def change_address(ana: Employee, by: Employee) -> SecurityEvent:
    return log.record(
        Event.EMAIL_CHANGED, client=Client(), actor=by.user, user=ana.user, detail=CHANGE
    )


def restore(ana: Employee, objected_to: SecurityEvent) -> None:
    back = {"email": CHANGE["email"][::-1], "objected_to": objected_to.pk}
    log.record(Event.EMAIL_RESTORED, user=ana.user, detail=back)
