"""Signed links for mails, each valid for one purpose, one company, one use and a limited time."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.exceptions import LinkExpired, LinkInvalid
from accounts.models import User

__all__ = ["INVITATION", "RESET", "LinkExpired", "LinkInvalid", "make_token", "user_for_token"]


@dataclass(frozen=True)
class Purpose:
    """What a link is for. The name salts the signature, so a link works for one purpose only."""

    name: str
    max_age: timedelta

    @property
    def salt(self) -> str:
        """The salt of this purpose's signatures."""
        return f"accounts.links.{self.name}"


INVITATION = Purpose("invitation", timedelta(days=7))
RESET = Purpose("reset", timedelta(hours=1))


def make_token(user: User, *, purpose: Purpose, realm: str) -> str:
    """Return the signed part of a link for `user`.

    Earlier links stay valid; using any of them makes all of them invalid.
    """
    return signing.dumps([realm, user.pk, _state(user, settings.SECRET_KEY)], salt=purpose.salt)


def user_for_token(token: str, *, purpose: Purpose, realm: str) -> User:
    """Return the active user of a link, with their row locked until the transaction ends.

    Raise LinkExpired, or LinkInvalid if the link was altered or used, or has another purpose or
    realm.
    """
    try:
        link_realm, pk, state = signing.loads(token, salt=purpose.salt, max_age=purpose.max_age)
    except signing.SignatureExpired:
        raise LinkExpired from None
    except signing.BadSignature:
        raise LinkInvalid from None
    if link_realm != realm:
        raise LinkInvalid
    # If two people use one link at the same time, the lock lets the second see that it was used.
    user = User.objects.select_for_update(no_key=True).filter(pk=pk, is_active=True).first()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not user or not any(constant_time_compare(state, _state(user, key)) for key in secrets):
        raise LinkInvalid
    return user


def _state(user: User, secret: str | bytes) -> str:
    """Return a digest of everything that changes when a link is used."""
    parts = (user.password, user.email, user.is_active, user.last_login, user.session_version)
    digest = salted_hmac("accounts.links.state", repr(parts), secret, algorithm="sha256")
    return digest.hexdigest()[:32]
