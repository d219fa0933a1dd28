"""Indexes that one tenant has and others do not, for a feature that it has.

Their names begin with PREFIX. No migration knows them and no backup holds them: whoever restores a
tenant makes those of its features anew. Call everything here inside the tenant, as the owner login.
"""

import time

from django.db import DatabaseError, OperationalError, connections, transaction
from django.db.models import Index, Model
from psycopg import errors, sql

from tenants.context import require_tenant
from tenants.exceptions import ExtensionMissing, TenantInUse
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.records import LOCK_TIMEOUT_MS

PREFIX = "feature_"
_PATIENCE = 10.0  # seconds


def has_index(name: str) -> bool:
    """Return whether the tenant has the index."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"{_schema()}.{name}"])
        return bool(cursor.fetchone()[0])


def add_index(model: type[Model], index: Index, *, patience: float = _PATIENCE) -> None:
    """Make the index unless the tenant has it; people read meanwhile, and wait to write.

    Raises TenantInUse if the table is in use for `patience` seconds.
    """
    if not has_index(index.name):
        _alter("add_index", model, index, patience)


def remove_index(model: type[Model], index: Index, *, patience: float = _PATIENCE) -> None:
    """Drop the index if the tenant has it. Raises TenantInUse."""
    if has_index(index.name):
        _alter("remove_index", model, index, patience)


def _alter(act: str, model: type[Model], index: Index, patience: float) -> None:
    assert index.name.startswith(PREFIX)  # noqa: S101 - or backups would hold it
    deadline = time.monotonic() + patience
    while True:
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                with connections[OWNER_ALIAS].cursor() as cursor:
                    # Short, because all who write queue behind a waiting lock.
                    cursor.execute("SET LOCAL lock_timeout = %s", [LOCK_TIMEOUT_MS])
                with connections[OWNER_ALIAS].schema_editor() as editor:
                    getattr(editor, act)(model, index)
                return
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.LockNotAvailable):
                raise
            if time.monotonic() >= deadline:
                raise TenantInUse(
                    f'A transaction has used the tables of "{require_tenant().slug}" for '
                    f"{patience:g} s. Nothing was changed. Try again when it has ended."
                ) from error
            time.sleep(0.1)


def _schema() -> str:
    return f"tenant_{require_tenant().slug}"


def ensure_extension(name: str) -> None:
    """Have the extension in public, and make it there if the owner login may.

    Raises ExtensionMissing with what to do.
    """
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT extnamespace::regnamespace::text FROM pg_catalog.pg_extension"
            " WHERE extname = %s",
            [name],
        )
        found = cursor.fetchone()
    if found and found[0] != "public":
        raise ExtensionMissing(
            f'The extension {name} is in the schema "{found[0]}". Move it, as a superuser: '
            f"ALTER EXTENSION {name} SET SCHEMA public"
        )
    if not found:
        _make_extension(name)


def _make_extension(name: str) -> None:
    hint = (
        "Run manage.py setup_database with ADMIN_DATABASE_URL, or as a superuser in this database: "
        f"CREATE EXTENSION {name} SCHEMA public"
    )
    try:
        with transaction.atomic(using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
            identifier = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA public")
            cursor.execute(identifier.format(sql.Identifier(name)))
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.InsufficientPrivilege):
            reason = f"The extension {name} is missing, and the owner login may not make it."
        elif isinstance(error.__cause__, (errors.FeatureNotSupported, errors.UndefinedFile)):
            reason = f"The server does not have the extension {name}. Install PostgreSQL's contrib."
        else:
            raise
        raise ExtensionMissing(f"{reason} {hint}") from error
