"""Support access: an operator reads one company for a limited time, with an owner's eyes.

It is a session in the company's schema, and so it ends like one: when its time is over, or when an
owner ends it. It begins as a session without a user, which is good for one hand-over: the operator
opens a link within minutes, and the session of the link is replaced by theirs. Nothing is written
with it; `config.http.support` sees to that.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.crypto import constant_time_compare

from accounts.exceptions import LinkInvalid
from accounts.factors import confirming
from accounts.models import CLOCK_SKEW, DEVICE, SUPPORT, Session, User
from accounts.requests import client_of
from accounts.security import log
from accounts.security.events import Event

HANDED_OVER_WITHIN = timedelta(minutes=5)
_TOKEN = re.compile(r"([a-z0-9]{32})\.([\w-]{20,60})")


@dataclass(frozen=True)
class Access:
    """The support access of a request: who reads, why, since when and until when."""

    operator: str
    reason: str
    since: datetime
    until: datetime

    def is_open(self, *, now: datetime) -> bool:
        """Return whether it may be used, which a clock that was set back makes no longer."""
        return self.since - CLOCK_SKEW <= now < self.until


def open_access(user: User, *, operator: str, reason: str, until: datetime, now: datetime) -> str:
    """Prepare an access that reads as `user`, in the company that is entered; return its token."""
    secret = secrets.token_urlsafe(24)
    session: Any = Session.get_session_store_class()()
    session[SUPPORT] = {
        "operator": operator,
        "reason": reason,
        "since": now.isoformat(),
        "until": until.isoformat(),
        "user": user.pk,
        "proof": sha256(secret.encode()).hexdigest(),
    }
    session.set_expiry(now + HANDED_OVER_WITHIN)
    session.create()
    return f"{session.session_key}.{secret}"


def enter(request: HttpRequest, token: str, *, now: datetime) -> Access:
    """Sign the operator in with a token, once. Raises LinkInvalid. Locks the prepared session."""
    match = _TOKEN.fullmatch(token)
    rows = Session.objects.filter(expire_date__gt=now, user=None).exclude(operator="")
    # A second browser with the same link waits here, and then finds no row.
    row = rows.select_for_update().filter(pk=match[1]).first() if match else None
    facts = row.get_decoded().get(SUPPORT, {}) if row else {}
    proof = sha256(match[2].encode()).hexdigest() if match else ""
    user = User.objects.filter(pk=facts.get("user", 0), is_active=True).first()
    if row is None or user is None or not constant_time_compare(facts.get("proof", ""), proof):
        raise LinkInvalid
    access = _access(facts)
    if not access.is_open(now=now):
        raise LinkInvalid
    row.delete()
    request.session.flush()
    client = client_of(request)
    request.session.update(
        {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
            DEVICE: {
                "device": client.browser,
                "address": client.address,
                "at": now.timestamp(),
            },
            SUPPORT: {
                **{name: facts[name] for name in ("operator", "reason", "until")},
                "since": now.isoformat(),
            },
        }
    )
    request.session.set_expiry(access.until)
    # The operator has shown a second factor on the base domain.
    confirming.note_factor(request.session, now=now)
    rotate_token(request)
    log.record(Event.SUPPORT_ENTERED, operator=access.operator, client=client)
    return access


def access_of(request: HttpRequest) -> Access | None:
    """Return the support access that a request uses, None for everybody else."""
    facts = request.session.get(SUPPORT)
    return _access(facts) if facts and SESSION_KEY in request.session else None


def leave(request: HttpRequest, access: Access) -> None:
    """End the access of this request, by the operator."""
    request.session.flush()
    client = client_of(request)
    log.record(Event.SUPPORT_ENDED, operator=access.operator, client=client)


def current(*, now: datetime) -> list[Access]:
    """Return the accesses to the company that can be used at the moment."""
    rows = Session.objects.exclude(operator="").filter(expire_date__gt=now)
    found = [row.get_decoded().get(SUPPORT) for row in rows.order_by("expire_date")]
    return [_access(facts) for facts in found if facts]


def end_all() -> int:
    """End all accesses to the company, also those that were not yet handed over."""
    return Session.objects.exclude(operator="").delete()[0]


def _access(facts: dict[str, Any]) -> Access:
    since, until = (datetime.fromisoformat(facts[name]) for name in ("since", "until"))
    return Access(facts["operator"], facts["reason"], since, until)
