"""A database for each project, which the owner login owns; dropped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from config import settings


def _connect() -> "psycopg.Connection[Any]":
    """Connect as the login that may make databases: the superuser if one is named."""
    owner = settings.DATABASES["owner"]
    names = {"HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
    found = {name: owner[key] for key, name in names.items() if owner.get(key)}
    login: dict[str, Any] = settings.ADMIN_DATABASE or found | owner["OPTIONS"]
    return psycopg.connect(**login, dbname=owner["NAME"], autocommit=True)


def _drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(name)))


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """Make an empty database for the block.

    Without ADMIN_DATABASE_URL the owner login needs CREATEDB.
    """
    owner = sql.Identifier(settings.DATABASES["owner"]["USER"])
    with _connect() as connection:
        _drop(connection, name)
        create = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0")
        connection.execute(create.format(sql.Identifier(name), owner))
    try:
        yield
    finally:
        with _connect() as connection:
            _drop(connection, name)


def server_version() -> str:
    """Return the server's version as it names it."""
    with _connect() as connection:
        return connection.info.parameter_status("server_version") or "unknown"
