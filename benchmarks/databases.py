"""A database for each project on the run's own server."""

from typing import Any

import psycopg
from psycopg import sql

from config import settings


def connect(database: str) -> "psycopg.Connection[Any]":
    """Connect as the server's superuser."""
    return psycopg.connect(**settings.ADMIN_DATABASE or {}, dbname=database, autocommit=True)


def make_database(name: str) -> bool:
    """Create an empty database of the owner login; return False if it exists."""
    owner = settings.DATABASES["owner"]
    with connect(owner["NAME"]) as connection:
        databases = connection.execute("SELECT FROM pg_database WHERE datname = %s", [name])
        if databases.fetchone() is not None:
            return False
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        names = sql.Identifier(name), sql.Identifier(owner["USER"])
        connection.execute(create.format(*names))
        return True


def copy_extensions(source: str, target: str) -> None:
    """Create the extensions of one database in another, in the same schemas."""
    with connect(source) as connection:
        extensions = connection.execute(
            "SELECT e.extname, n.nspname FROM pg_catalog.pg_extension e"
            " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
        ).fetchall()
    create = sql.SQL("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}")
    with connect(target) as connection:
        for extension, schema in extensions:
            connection.execute(create.format(sql.Identifier(extension), sql.Identifier(schema)))


def settle() -> None:
    """Run a checkpoint, so that the next measurement does not include pending writes."""
    with connect(settings.DATABASES["owner"]["NAME"]) as connection:
        connection.execute("CHECKPOINT")


def server_version() -> str:
    """Return the server's version."""
    with connect(settings.DATABASES["owner"]["NAME"]) as connection:
        return connection.info.parameter_status("server_version") or "unknown"
