"""Links as mails hold them."""

from accounts import links
from accounts.models import SecurityEvent, User
from accounts.requests import NOWHERE
from accounts.security import log
from accounts.security.events import Event

OLD, NEW = "restored@old.example", f"{'long' * 15}@new.example"


def good_token(user: User, purpose: str, *, realm: str) -> str:
    """Return a link's token, for one of the purposes of `accounts.links` by its name."""
    return links.make_token(
        user, *_facts(user, purpose), purpose=getattr(links, purpose), realm=realm
    )


def _facts(user: User, purpose: str) -> tuple[str | int | None, ...]:
    if purpose == "NEW_ADDRESS":
        return NEW, None
    if purpose == "OBJECTION":
        return (change_of(user).pk,)
    return ()


def change_of(user: User) -> SecurityEvent:
    """Return the last change of the user's address; record one if there is none."""
    changes = SecurityEvent.objects.filter(user=user, event=Event.EMAIL_CHANGED.value)
    detail = {"email": [OLD, user.email]}
    return changes.order_by("pk").last() or log.record(
        Event.EMAIL_CHANGED, client=NOWHERE, user=user, detail=detail
    )
