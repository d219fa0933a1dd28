"""The entries of DATABASES, from the environment or of the embedded server of a folder."""

from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import environment as env
from config.local import embedded

POOL_TIMEOUT_S = 10  # a request that gets no connection within this time gets a 503


def entry(variable: str, login: str, *, local: Path | None, max_age: int) -> dict[str, Any]:
    """Return the entry for a login, from its URL or of the embedded server in `local`.

    Raises ImproperlyConfigured.
    """
    if local:
        database: dict[str, Any] = dict(embedded.database(local, login))
    else:
        database = env.database(variable if env.text(variable) else "DATABASE_URL")
    options = {"connect_timeout": 5} | database.pop("OPTIONS", {})
    return {
        **database,
        "ENGINE": "tenants.postgresql",
        "CONN_MAX_AGE": max_age,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


def serving(database: dict[str, Any], *, pool: int) -> dict[str, Any]:
    """Return the entry for the login that serves requests, with server-side binding.

    With a pool each request returns its connection. Raises ImproperlyConfigured for a pool of
    connections that are closed after each request.
    """
    max_age = database["CONN_MAX_AGE"]
    if pool and not max_age:
        raise ImproperlyConfigured(
            "DATABASE_POOL keeps connections, but CONN_MAX_AGE=0 closes each after its request. "
            "Set CONN_MAX_AGE to a number such as 300, or do not set DATABASE_POOL."
        )
    options = {**database["OPTIONS"], "server_side_binding": True}
    served = database | {"OPTIONS": options, "TEST": {"MIRROR": "owner"}}
    if pool:
        limits = {"max_lifetime": max_age, "timeout": POOL_TIMEOUT_S}
        options["pool"] = {"min_size": 1, "max_size": pool, **limits}
        served["CONN_MAX_AGE"] = 0
    return served


def administrator(local: Path | None) -> dict[str, Any] | None:
    """Return psycopg's parameters for the superuser that setup_database uses, or None."""
    if local:
        return dict(embedded.superuser(local))
    return env.server("ADMIN_DATABASE_URL") if env.text("ADMIN_DATABASE_URL") else None
