"""Changes of the e-mail address with which somebody signs in.

Whoever controls the address can reset the password. So the new address confirms a change, the old
one is told and may object, and all sessions end.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts import throttle
from accounts.exceptions import (
    AddressReserved,
    AddressTaken,
    LinkInvalid,
    TooManyChanges,
    TooManyTries,
)
from accounts.fields import normalise_email
from accounts.links import (
    NEW_ADDRESS,
    OBJECTION,
    Purpose,
    facts_for_token,
    link_to,
    make_token,
)
from accounts.mail import locale_of, send_after_commit
from accounts.models import SecurityEvent, User
from accounts.requests import Client, Site
from accounts.resets import mail_reset_link
from accounts.security import alerts, log
from accounts.security.events import Event
from accounts.sessions import end_sessions
from accounts.signals import address_changed, address_locking, address_taken_back

# Each request for a change mails a link to an address that somebody typed.
_LIMIT = throttle.Limit(slow_at=10, lock_at=10)
_OBJECTIONABLE = (Event.EMAIL_CHANGE_ASKED.value, Event.EMAIL_CHANGED.value)


@dataclass(frozen=True)
class Change:
    """A change that waits for its confirmation; the user's row is locked."""

    user: User
    email: str
    asked_by: User | None


@dataclass(frozen=True)
class Objection:
    """An objection to a change that `event` asked for or made. The user's row is locked."""

    user: User
    event: SecurityEvent

    @property
    def email(self) -> str:
        """The address to restore."""
        return str(self.event.detail["email"][0])

    @property
    def doubts_password(self) -> bool:
        """Whether somebody else may know the password, or have chosen it."""
        was_own = self.event.actor_id == self.user.pk
        return was_own or self.user.email != self.email


def ask(
    user: User, email: str, *, by: User | None, client: Client, site: Site
) -> SecurityEvent | None:
    """Mail a link to the new address, which changes it, and tell the old one, after commit.

    Until the link is used nothing changes. Does nothing if the address is the user's already.
    Raises AddressTaken, AddressReserved, TooManyChanges.
    """
    email = normalise_email(email)
    if email == user.email:
        return None
    _count(user)
    refuse_reserved(email, user_id=user.pk)
    if User.objects.filter(email=email).exists():
        raise AddressTaken
    event = log.record(
        Event.EMAIL_CHANGE_ASKED,
        client=client,
        actor=by,
        user=user,
        detail={"email": [user.email, email]},
    )
    token = make_token(user, email, by.pk if by else None, purpose=NEW_ADDRESS, realm=site.realm)
    context = {
        "user": user,
        "site": site,
        "link": link_to("address-confirm", token, site),
        "days": NEW_ADDRESS.max_age.days,
    }
    with locale_of(site, user.email, user_id=user.pk):
        send_after_commit("new_address", context, to=email)
    tell_old(event, user, site)
    return event


def change_for_token(token: str, *, realm: str) -> Change:
    """Return the change that a link confirms. Raises LinkInvalid, LinkExpired."""
    user, (email, asked_by) = _facts(token, NEW_ADDRESS, realm, number=2)
    return Change(user, email, User.objects.filter(pk=asked_by).first())


def confirm(change: Change, *, client: Client, site: Site) -> None:
    """Change the address, end all sessions, and tell the old address. Raises AddressTaken."""
    set_address(change.user, change.email, by=change.asked_by, client=client, site=site)


def set_address(
    user: User, email: str, *, by: User | None, client: Client, site: Site
) -> SecurityEvent:
    """Change the address at once: for a confirmed one, or of somebody who never signed in.

    Ends all sessions and tells the old address, which may object. Raises AddressTaken.
    """
    old = user.email
    with _written(user, email):
        event = log.record(
            Event.EMAIL_CHANGED, client=client, actor=by, user=user, detail={"email": [old, email]}
        )
        address_changed.send(User, user=user, event=event, client=client, site=site)
        tell_old(event, user, site)
    return event


def objection_for_token(token: str, *, realm: str) -> Objection:
    """Return the objection of a link. Raises LinkInvalid, LinkExpired.

    Each link works once, and an objection to a change makes the links of later ones invalid, but
    not those of earlier ones: whoever took the address over is mailed links too, by asking for yet
    another one, and must not stop its owner with them. An address with which nobody had signed in
    (`is_unproven` in the event) may be a stranger's, by a typing error: it is not restored once the
    user has accepted the invitation at another one.
    """
    user, (event_id,) = _facts(token, OBJECTION, realm, number=1)
    events = SecurityEvent.objects.filter(user=user)
    event = events.filter(pk=event_id, event__in=_OBJECTIONABLE).first()
    restored = events.filter(event=Event.EMAIL_RESTORED.value)
    used = restored.filter(pk__gt=event_id, detail__objected_to__lte=event_id)
    if event is None or used.exists():
        raise LinkInvalid
    if event.detail.get("is_unproven") and user.has_usable_password():
        raise LinkInvalid
    return Objection(user, event)


def object_to_change(objection: Objection, *, client: Client, site: Site) -> None:
    """Restore the address, end all sessions, and refuse links that wait to be confirmed.

    A password that may be somebody else's is replaced by one that nobody knows, and the restored
    address gets a link to choose another. Raises AddressTaken.
    """
    user, current = objection.user, objection.user.email
    doubts_password = objection.doubts_password
    with _written(user, objection.email):
        if doubts_password:
            # Whoever was only invited stays so.
            user.set_password(secrets.token_urlsafe(32) if user.has_usable_password() else None)
            user.save(update_fields=["password"])
        event = log.record(
            Event.EMAIL_RESTORED,
            client=client,
            user=user,
            detail={"email": [current, objection.email], "objected_to": objection.event.pk},
        )
        address_changed.send(User, user=user, event=event, client=client, site=site)
        if doubts_password:
            objected = objection.event
            address_taken_back.send(User, user=user, objected=objected, client=client, site=site)
            with locale_of(site, user.email, user_id=user.pk):
                mail_reset_link(user, site=site)


def refuse_reserved(email: str, *, user_id: int | None) -> None:
    """Refuse an address that was another user's so recently that they may still object.

    Otherwise nobody could restore it. Whatever gives an address to somebody calls this; `user_id`
    is that of who gets it, None for somebody new. Takes one query. Raises AddressReserved.
    """
    since = timezone.now() - OBJECTION.max_age
    changes = SecurityEvent.objects.filter(event=Event.EMAIL_CHANGED.value, at__gte=since)
    # Only users can object.
    changes = changes.filter(user__isnull=False)
    if changes.filter(detail__email__0=email).exclude(user=user_id).exists():
        raise AddressReserved(OBJECTION.max_age.days)


def _facts(token: str, purpose: Purpose, realm: str, *, number: int) -> tuple[User, list[Any]]:
    user, facts = facts_for_token(
        token,
        purpose=purpose,
        realm=realm,
        lock_first=lambda pk: address_locking.send(User, user_id=pk, realm=realm),
    )
    if len(facts) != number:
        raise LinkInvalid
    return user, facts


@contextmanager
def _written(user: User, email: str) -> Iterator[None]:
    """Save the address and end all sessions, then run the block; undo all of it if it is taken."""
    using = str(user._state.db)
    with transaction.atomic(using=using):
        user.email = email
        try:
            with transaction.atomic(using=using):
                user.save(update_fields=["email"])
        except IntegrityError:
            raise AddressTaken from None
        end_sessions(user)
        yield


def tell_old(event: SecurityEvent, user: User, site: Site) -> None:
    """Mail the old address what is to change or has changed, with a link to object to it."""
    token = make_token(user, event.pk, purpose=OBJECTION, realm=site.realm)
    context = {"link": link_to("address-object", token, site), "days": OBJECTION.max_age.days}
    alerts.tell(event, to=event.detail["email"][0], name=user.name, site=site, context=context)


def _count(user: User) -> None:
    key = throttle.key("address", user.pk, limit=_LIMIT)
    try:
        throttle.begin([key], now=timezone.now()).failed()
    except TooManyTries as error:
        raise TooManyChanges(error.span) from None
