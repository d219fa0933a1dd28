"""The embedded PostgreSQL 18 of the demo, the tests and a developer's shell: one per data folder.

It listens only on a Unix socket, in a folder that only its owner can enter. Every process that
uses it holds a shared lock until it exits; the last one stops the server. If all of them are
killed with -9 the server keeps running, and the next process uses it.

This package can be imported before Django is set up. Raw SQL belongs in tenants/; the creation of
logins, database and extension here is the one exception, because it runs before Django does.
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
    """Return the DATABASES keys for one of the two logins, without starting the server."""
    cluster = Cluster(data_dir.resolve())
    return {"NAME": DATABASE, "USER": login, "HOST": str(cluster.socket_dir), "PORT": PORT}


def superuser(data_dir: Path) -> dict[str, str]:
    """Return psycopg's parameters for the server's superuser, except the database."""
    cluster = Cluster(data_dir.resolve())
    return {"user": SUPERUSER, "host": str(cluster.socket_dir), "port": PORT}


def ensure_running(data_dir: Path) -> None:
    """Set up and start the server if necessary, and register this process as a user of it.

    Idempotent, and safe in several processes at once. Raise EmbeddedPostgresError if it fails.
    """
    cluster = Cluster(data_dir.resolve())
    try:
        cluster.make_folder()
        with cluster.setting_up(ServerUser.for_data(cluster.pgdata)):
            # Again: another process may have created the files while we waited.
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
            f"Correct that, or choose another DATA_DIR.{cluster.log_tail()}"
        ) from error


def flush() -> None:
    """Run a checkpoint on the servers in use, so that they stop quickly."""
    for cluster in Cluster.joined():
        if cluster.state() == "running":
            with suppress(psycopg.Error), _connect(cluster, SUPERUSER, timeout=2) as connection:
                connection.execute("CHECKPOINT")


@atexit.register
def release() -> None:
    """Stop using every server of this process; the last process stops the server."""
    for cluster in Cluster.joined():
        cluster.leave()


def state(data_dir: Path) -> str:
    """Return "running", "stopped" (cleanly, or never started) or "crashed"."""
    return Cluster(data_dir.resolve()).state()


def secret_key(data_dir: Path) -> str:
    """Return the data folder's SECRET_KEY, created at random on first use, readable only by us."""
    path = data_dir.resolve() / "secret_key"
    try:
        Cluster(path.parent).make_folder()
        if not path.exists():
            _make_secret(path)
        key = path.read_text().strip()
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The secret key {path} cannot be read or created: {error}. "
            "Correct that, set SECRET_KEY, or choose another DATA_DIR."
        ) from error
    if len(key) < 50:
        raise EmbeddedPostgresError(f"The secret key in {path} is damaged. Delete that file.")
    return key


def _make_secret(path: Path) -> None:
    """Write a random key atomically; the first of several processes wins."""
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
    """Create the logins, the database and its extension if they are missing."""
    with _connect(cluster, SUPERUSER) as connection:
        roles = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
        for login, rights in LOGINS.items():
            if login not in roles:
                create_role = sql.SQL("CREATE ROLE {} {}")
                connection.execute(create_role.format(sql.Identifier(login), sql.SQL(rights)))
        databases = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not databases.fetchone():
            create_database = sql.SQL("CREATE DATABASE {} OWNER {}")
            names = sql.Identifier(DATABASE), sql.Identifier(OWNER)
            connection.execute(create_database.format(*names))
    with _connect(cluster, DATABASE) as connection:
        # SCHEMA public: otherwise it would be created in the active schema and dropped with it.
        connection.execute("CREATE EXTENSION IF NOT EXISTS btree_gist SCHEMA public")


def _connect(cluster: Cluster, database: str, timeout: int = 10) -> psycopg.Connection[tuple[str]]:
    return psycopg.connect(
        host=str(cluster.socket_dir),
        port=PORT,
        user=SUPERUSER,
        dbname=database,
        autocommit=True,
        connect_timeout=timeout,
        application_name="shiftbook/setup",
    )
