"""Signed links for mails, each valid for one purpose, one company, one use and a limited time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.exceptions import LinkExpired, LinkInvalid
from accounts.models import User
from accounts.requests import PUBLIC_REALM, Site

__all__ = [
    "HAND_OVER",
    "INVITATION",
    "NEW_ADDRESS",
    "OBJECTION",
    "RESET",
    "LinkExpired",
    "LinkInvalid",
    "facts_for_token",
    "link_to",
    "make_token",
    "user_for_token",
]

_ALL = ("password", "email", "is_active", "last_login", "session_version")


@dataclass(frozen=True)
class Purpose:
    """What a link is for. The name salts the signature, so a link works for one purpose only.

    A link is valid until one of the user's attributes in `bound_to` changes.
    """

    name: str
    max_age: timedelta
    bound_to: tuple[str, ...] = _ALL

    @property
    def salt(self) -> str:
        """The salt of this purpose's signatures."""
        return f"accounts.links.{self.name}"


INVITATION = Purpose("invitation", timedelta(days=7))
RESET = Purpose("reset", timedelta(hours=1))
# From the base domain to the company's host. Signing in with it makes it invalid.
HAND_OVER = Purpose("hand-over", timedelta(minutes=1))
# People sign in while the mail to their new address waits. Ending their sessions refuses it.
NEW_ADDRESS = Purpose(
    "new-address", timedelta(days=3), ("password", "email", "is_active", "session_version")
)
# Whoever took an account over changes all of that, and must not make the link invalid with it.
OBJECTION = Purpose("objection", timedelta(days=14), ())


def link_to(name: str, token: str, site: Site) -> str:
    """Return the link with a token to the page `name` of the site, wherever the caller is."""
    urlconf = settings.PUBLIC_URLCONF if site.realm == PUBLIC_REALM else settings.ROOT_URLCONF
    return site.base_url + reverse(name, args=[token], urlconf=urlconf)


def make_token(user: User, *facts: str | int | None, purpose: Purpose, realm: str) -> str:
    """Return the signed part of a link for `user`, which anybody can read, with more `facts`.

    Earlier links stay valid; using any of them makes all of them invalid.
    """
    state = _state(user, purpose, settings.SECRET_KEY)
    return signing.dumps([realm, user.pk, state, *facts], salt=purpose.salt)


def user_for_token(token: str, *, purpose: Purpose, realm: str) -> User:
    """Return the active user of a link, with their row locked until the transaction ends.

    Raise LinkExpired, or LinkInvalid if the link was altered or used, or has another purpose or
    realm.
    """
    return facts_for_token(token, purpose=purpose, realm=realm)[0]


def facts_for_token(
    token: str, *, purpose: Purpose, realm: str, lock_first: Callable[[int], object] | None = None
) -> tuple[User, list[Any]]:
    """Return the user of a link like `user_for_token`, and its facts.

    `lock_first` is called with the user's id before their row is locked.
    """
    try:
        link_realm, pk, state, *facts = signing.loads(
            token, salt=purpose.salt, max_age=purpose.max_age
        )
    except signing.SignatureExpired:
        raise LinkExpired from None
    except signing.BadSignature:
        raise LinkInvalid from None
    if link_realm != realm:
        raise LinkInvalid
    if lock_first:
        lock_first(pk)
    # If two people use one link at the same time, the lock lets the second see that it was used.
    user = User.objects.select_for_update(no_key=True).filter(pk=pk, is_active=True).first()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not user or not any(
        constant_time_compare(state, _state(user, purpose, key)) for key in secrets
    ):
        raise LinkInvalid
    return user, facts


def _state(user: User, purpose: Purpose, secret: str | bytes) -> str:
    """Return a digest of what the purpose's links are bound to."""
    parts = tuple(getattr(user, name) for name in purpose.bound_to)
    digest = salted_hmac("accounts.links.state", repr(parts), secret, algorithm="sha256")
    return digest.hexdigest()[:32]
