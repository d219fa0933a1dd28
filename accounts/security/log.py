"""Adds events to the security log of the current company or, on the base domain, of public.

Nothing is written to the text logs, which may be read by people who must not see names.
"""

from collections.abc import Mapping
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from accounts.models import SecurityEvent, User
from accounts.requests import Client, client_of
from accounts.security.events import Event

KEPT = timedelta(days=400)
"""How long events are kept, until `prune_security_log` removes them."""


def record(
    event: Event,
    *,
    request: HttpRequest | None = None,
    client: Client | None = None,
    actor: User | None = None,
    user: User | None = None,
    operator: str = "",
    detail: Mapping[str, object] | None = None,
) -> SecurityEvent:
    """Add an event in the current transaction, in one query.

    `request` gives the client and, if somebody is signed in, the actor; code without a request
    passes `client` and `actor`. `user` is the person that the event is about, and defaults to the
    actor. `operator` names an operator who acts on a company: they are not one of its users.

    `detail` is a small JSON object: a fact as a value, a change as a list of the old and the new
    value. It must not contain secrets, nor what a stranger typed as an address, which may be a
    password.
    """
    actor = None if operator else actor or _signed_in(request)
    client = client or client_of(request)
    return SecurityEvent.objects.create(
        at=timezone.now(),
        event=event.value,
        actor=actor,
        user=user or actor,
        operator=operator,
        detail=dict(detail or {}),
        address=client.address,
        browser=client.browser,
    )


def _signed_in(request: HttpRequest | None) -> User | None:
    user = getattr(request, "user", None)
    return user if isinstance(user, User) else None
