"""Binds sessions, cookies, messages and cache entries to the company they were made in."""

import re
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends import db
from django.core import signing

from tenants.context import current_realm

_SESSION_KEY = re.compile(r"[a-z0-9]{32}")


class SessionStore(db.SessionStore):
    """Stores sessions in the company's schema, with signatures that are valid only there.

    A row that is copied to another company's table is invalid. Keys of another form than ours are
    refused without a query.

    The model is `settings.SESSION_MODEL`, by default Django's. Its `describe(data)`, if there is
    one, sets the columns that it adds to Django's from the session's data.
    """

    row: Any = None
    """The stored session, once it was loaded."""

    @classmethod
    def get_model_class(cls) -> Any:
        """Return the model of the sessions."""
        return apps.get_model(getattr(settings, "SESSION_MODEL", "sessions.Session"))

    def create_model_instance(self, data: Any) -> Any:
        """Return the row to save, with the columns that the model adds."""
        row = super().create_model_instance(data)
        if hasattr(row, "describe"):
            row.describe(data)
        return row

    def _get_session_from_db(self) -> Any:
        self.row = super()._get_session_from_db()  # type: ignore[misc]
        return self.row

    @property
    def key_salt(self) -> str:
        """Include the company in the salt of the signature."""
        return f"tenants.session.{current_realm()}"

    def _validate_session_key(self, key: str | None) -> bool:
        # A quoted cookie may contain a NUL, for which PostgreSQL raises an error (a 500).
        return bool(key and _SESSION_KEY.fullmatch(key))


class MessageStorage(CookieStorage):
    """Stores messages in a cookie that CookieSigner signs for the company."""

    # Bound to the host, like the session cookie.
    cookie_name = "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class CookieSigner(signing.TimestampSigner):
    """Signs cookies for the current company; the `SIGNING_BACKEND` of `set_signed_cookie`."""

    def __init__(self, *, salt: str | None = None, **options: Any) -> None:
        super().__init__(salt=f"{current_realm()}.{salt or ''}", **options)


def cache_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key of a cache entry; the caches' `KEY_FUNCTION`.

    Raises NoTenantError outside a company and public, where all companies would share the entry.
    """
    return f"{current_realm()}:{key_prefix}:{version}:{key}"
