"""Signed links for a mail: good for one purpose, one company, one use and a limited time."""

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
    """What a link is for; its name salts the signature, so that no link serves another purpose."""

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

    A new link leaves earlier ones valid; the first use of any of them uses them all up.
    """
    return signing.dumps([realm, user.pk, _state(user, settings.SECRET_KEY)], salt=purpose.salt)


def user_for_token(token: str, *, purpose: Purpose, realm: str) -> User:
    """Return the active user whom a link was made for, their row locked to the transaction's end.

    Raises LinkExpired, or LinkInvalid when the link is altered, used, of another purpose or realm.
    """
    try:
        link_realm, pk, state = signing.loads(token, salt=purpose.salt, max_age=purpose.max_age)
    except signing.SignatureExpired:
        raise LinkExpired from None
    except signing.BadSignature:
        raise LinkInvalid from None
    if link_realm != realm:
        raise LinkInvalid
    # Two people using one link at the same time: the lock lets the second see a used link.
    user = User.objects.select_for_update(no_key=True).filter(pk=pk, is_active=True).first()
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not user or not any(constant_time_compare(state, _state(user, key)) for key in secrets):
        raise LinkInvalid
    return user


def _state(user: User, secret: str | bytes) -> str:
    """Return a digest of all that changes when a link is used up."""
    parts = (user.password, user.email, user.is_active, user.last_login, user.session_version)
    digest = salted_hmac("accounts.links.state", repr(parts), secret, algorithm="sha256")
    return digest.hexdigest()[:32]
