"""What a browser or a shared store keeps for us bears the company's id, and is void in another."""

import re
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends import db
from django.core import signing

from tenants.context import current_realm

_SESSION_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Keeps sessions in the company's schema, signed for the company alone.

    A row copied into another company's table is no session there. Keys that we never gave out are
    not looked for.
    """

    @property
    def key_salt(self) -> str:
        """Salt the signature with the company."""
        return f"tenants.session.{current_realm()}"

    def _validate_session_key(self, key: str | None) -> bool:
        # A quoted cookie can carry a NUL, which PostgreSQL answers with an error: a 500.
        return bool(key and _SESSION_KEY.fullmatch(key))


class MessageStorage(CookieStorage):
    """Keeps the messages of the next page in a cookie, which CookieSigner signs for the company."""

    # Bound to its host, as the session's is.
    cookie_name = "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class CookieSigner(signing.TimestampSigner):
    """Signs a cookie for the company alone: `set_signed_cookie`, by Django's `SIGNING_BACKEND`."""

    def __init__(self, *, salt: str | None = None, **options: Any) -> None:
        super().__init__(salt=f"{current_realm()}.{salt or ''}", **options)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Write the key of a cache entry: Django's `KEY_FUNCTION`.

    Raises NoTenantError outside a company and public, because such an entry would be everybody's.
    """
    return f"{current_realm()}:{key_prefix}:{version}:{key}"
