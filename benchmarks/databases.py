"""A database for each project, made by the owner login and dropped at the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql

from config import settings


def _connect() -> "psycopg.Connection[Any]":
    owner = settings.DATABASES["owner"]
    return psycopg.connect(
        host=owner.get("HOST") or None,
        port=owner.get("PORT") or None,
        user=owner["USER"],
        password=owner.get("PASSWORD") or None,
        dbname=owner["NAME"],
        autocommit=True,
        **owner["OPTIONS"],
    )


def _drop(connection: "psycopg.Connection[Any]", name: str) -> None:
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    connection.execute(drop.format(sql.Identifier(name)))


@contextmanager
def fresh_database(name: str) -> Iterator[None]:
    """Make an empty database for the block; the owner login needs CREATEDB."""
    with _connect() as connection:
        _drop(connection, name)
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0")
        connection.execute(create.format(sql.Identifier(name)))
    try:
        yield
    finally:
        with _connect() as connection:
            _drop(connection, name)


def server_version() -> str:
    """Return the server's version as it names it."""
    with _connect() as connection:
        return connection.info.parameter_status("server_version") or "unknown"
