"""The embedded PostgreSQL 18 of the demo, the tests and a developer's shell: one per data folder.

It listens on a Unix socket only, in a folder that only its owner can enter. Every process that
uses it holds a shared lock for its life; the last one to leave stops the server. After a kill -9
of them all it keeps running, and the next user adopts it.

Importable before Django is set up. Raw SQL stands in tenants/ alone; this bootstrap of logins,
database and extension, done before there is a Django to speak of, is the one exception.
"""

import atexit
import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import pq, sql

from config.local.embedded.cluster import Cluster
from config.local.embedded.programs import PORT, SUPERUSER
from config.local.embedded.server_user import EmbeddedPostgresError, ServerUser

__all__ = [
    "EmbeddedPostgresError",
    "database",
    "ensure_running",
    "flush",
    "release",
    "secret_key",
    "state",
    "superuser",
]

DATABASE = "shiftbook"
OWNER = "shiftbook_owner"
LOGINS: dict[str, LiteralString] = {
    OWNER: "LOGIN CREATEROLE CREATEDB",
    "shiftbook_app": "LOGIN NOINHERIT",
}


def database(data_dir: Path, login: str) -> dict[str, str]:
    """Return Django's DATABASES keys for one of the two logins; starts nothing."""
    cluster = Cluster(data_dir.resolve())
    return {"NAME": DATABASE, "USER": login, "HOST": str(cluster.socket_dir), "PORT": PORT}


def superuser(data_dir: Path) -> dict[str, str]:
    """Return psycopg's parameters, all but the database, of the server's own superuser."""
    cluster = Cluster(data_dir.resolve())
    return {"user": SUPERUSER, "host": str(cluster.socket_dir), "port": PORT}


def ensure_running(data_dir: Path) -> None:
    """Set up and start the server if need be, and count this process among its users.

    Idempotent and safe in several processes at once. Raises EmbeddedPostgresError.
    """
    cluster = Cluster(data_dir.resolve())
    try:
        cluster.make_folder()
        with cluster.setting_up(ServerUser.for_data(cluster.pgdata)):
            # Asked again: another process may have made the files while we waited.
            user = ServerUser.for_data(cluster.pgdata)
            cluster.join(user)
            if cluster.ping() == pq.Ping.NO_RESPONSE:
                cluster.initialise(user)
                cluster.start(user)
            cluster.wait_until_ready()
            _make_database(cluster)
    except (OSError, psycopg.Error) as error:
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL in {cluster.data_dir} cannot be used: {error}. "
            f"Put that right, or choose another DATA_DIR.{cluster.log_tail()}"
        ) from error


def flush() -> None:
    """Write to disk now what the servers we use would write at their end; makes that quick."""
    for cluster in Cluster.joined():
        if cluster.state() == "running":
            with suppress(psycopg.Error), _superuser(cluster, SUPERUSER, patience=2) as connection:
                connection.execute("CHECKPOINT")


@atexit.register
def release() -> None:
    """Leave every server this process uses; the last user stops it."""
    for cluster in Cluster.joined():
        cluster.leave()


def state(data_dir: Path) -> str:
    """Return "running", "stopped" (in good order, or never started) or "crashed"."""
    return Cluster(data_dir.resolve()).state()


def secret_key(data_dir: Path) -> str:
    """Return the data folder's own SECRET_KEY, made at random on first use, readable by us only."""
    path = data_dir.resolve() / "secret_key"
    try:
        Cluster(path.parent).make_folder()
        if not path.exists():
            _make_secret(path)
        key = path.read_text().strip()
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The secret key {path} cannot be read or made: {error}. "
            "Put that right, set SECRET_KEY, or choose another DATA_DIR."
        ) from error
    if len(key) < 50:
        raise EmbeddedPostgresError(f"The secret key in {path} is damaged. Delete that file.")
    return key


def _make_secret(path: Path) -> None:
    """Write a random key, whole or not at all; the first of several processes wins."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(50))
    if os.geteuid() == 0:
        folder = path.parent.stat()
        os.chown(draft, folder.st_uid, folder.st_gid)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def _make_database(cluster: Cluster) -> None:
    """Make the logins, the database and its extension where they are missing."""
    with _superuser(cluster, SUPERUSER) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for login, rights in LOGINS.items():
            if login not in roles:
                create_role = sql.SQL("CREATE ROLE {} {}")
                connection.execute(create_role.format(sql.Identifier(login), sql.SQL(rights)))
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not found.fetchone():
            create_database = sql.SQL("CREATE DATABASE {} OWNER {}")
            names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
            connection.execute(create_database.format(*names))
    with _superuser(cluster, DATABASE) as connection:
        # PUBLIC by name: made from inside a company it would stand in, and go with, its schema.
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public")


def _superuser(cluster: Cluster, name: str, patience: int = 10) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(
        host=str(cluster.socket_dir),
        port=PORT,
        user=SUPERUSER,
        dbname=name,
        autocommit=True,
        connect_timeout=patience,
        application_name="shiftbook/setup",
    )
