"""A real PgBouncer in transaction mode, with one server connection for the app login."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import psycopg
import pytest
from django.conf import settings
from psycopg.rows import DictRow, dict_row

from config.local.embedded.server_user import ServerUser
from tests.waiting import PATIENCE

PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
ADMIN = "pooler_admin"
BESIDE = "beside the pooler"  # names connections straight to the server

# A client that waits longer than query_wait_timeout holds up itself: an error rather than a hang.
SETTINGS = """\
[databases]
* = host={host} port={port}
[pgbouncer]
pool_mode = transaction
default_pool_size = 1
max_db_connections = 1
reserve_pool_size = 0
max_client_conn = 200
query_wait_timeout = {patience}
server_login_retry = 1
listen_port = {port}
unix_socket_dir = {folder}
unix_socket_mode = 0700
auth_type = trust
auth_file = {folder}/users.txt
admin_users = {admin}
server_tls_sslmode = {tls}
"""


def program() -> Path:
    """Find PgBouncer; without one the test is skipped, or fails where REQUIRE_POOLER=1."""
    named = os.environ.get("PGBOUNCER", "")
    found = shutil.which(named or "pgbouncer", path=PLACES)
    if found:
        return Path(found).resolve()
    missing = (
        f"PGBOUNCER is {named}, which cannot be run."
        if named
        else "No PgBouncer here. Install one (apt-get install pgbouncer) or name it in PGBOUNCER."
    )
    if os.environ.get("REQUIRE_POOLER") == "1":
        pytest.fail(missing, pytrace=False)
    pytest.skip(missing)


@cache
def version(path: Path) -> tuple[int, ...]:
    """Ask a PgBouncer for its version."""
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"PgBouncer (\d+)\.(\d+)", told)
    assert found, told
    return tuple(int(number) for number in found.groups())


class PgBouncer:
    """Stands between while the block runs; whoever may enter its folder may use it."""

    def __init__(self, **more_settings: str) -> None:
        self.program = program()
        self.version = version(self.program)
        found: dict[str, Any] = settings.DATABASES["default"]
        self.host = str(found["HOST"] or dict(found["OPTIONS"]).get("host", "localhost"))
        # It names our socket too, for there is no TCP. Django takes two ports for two servers, and
        # then a mirrored test database for one that depends on itself.
        self.port = str(found["PORT"] or 5432)
        self.login, self.password = str(found["USER"]), str(found.get("PASSWORD") or "")
        self.database = str(found["NAME"])
        self.tls = dict(found["OPTIONS"]).get("sslmode", "prefer")
        self.more_settings = more_settings
        self.user = _user_for(self.host)

    def __enter__(self) -> Self:
        # In /tmp by name: a socket's path has to be short, and a borrowed user has to get there.
        self.folder = Path(tempfile.mkdtemp(prefix="shiftbook-pooler-", dir="/tmp"))
        try:
            self.user.take_ownership(self.folder)
            if not self.user.may("-x", self.program):
                pytest.fail(f"The user that has to run {self.program} may not: move it to /tmp.")
            self._write_files()
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stop()

    def _write_files(self) -> None:
        quoted = [text.replace('"', '""') for text in (self.login, self.password)]
        users = '"{}" "{}"\n'.format(*quoted) + f'"{ADMIN}" ""\n'
        text = SETTINGS.format(
            host=self.host,
            port=self.port,
            patience=120,
            folder=self.folder,
            admin=ADMIN,
            tls=self.tls,
        )
        text += "".join(f"{key} = {value}\n" for key, value in self.more_settings.items())
        for name, content in {"users.txt": users, "pgbouncer.ini": text}.items():
            path = self.folder / name
            path.write_text(content)
            path.chmod(0o600)
            self.user.take_ownership(path)

    def _start(self) -> None:
        with (self.folder / "pgbouncer.log").open("w") as log:
            self.process = subprocess.Popen(
                [self.program, self.folder / "pgbouncer.ini"],
                cwd=self.folder,
                env={"LC_ALL": "C"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # a Ctrl-C is for the tests, which then stop it
                user=self.user.uid if self.user.borrowed else None,
                group=self.user.gid if self.user.borrowed else None,
                extra_groups=[] if self.user.borrowed else None,
            )
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.show("VERSION")
            except psycopg.OperationalError:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(f"PgBouncer does not answer:\n{self.output()}") from None
                time.sleep(0.05)
            else:
                return

    def _stop(self) -> None:
        # What its signals mean differs between versions, and there is nothing to save.
        process: subprocess.Popen[bytes] | None = getattr(self, "process", None)
        if process:
            process.kill()
            process.wait()
        shutil.rmtree(self.folder)

    def output(self) -> str:
        """Return what PgBouncer has logged so far."""
        return (self.folder / "pgbouncer.log").read_text()

    def environment(self, name: str = "") -> dict[str, str]:
        """Lead a process of ours through here: the variables that name its databases."""
        folder = quote(str(self.folder), safe="")
        url = f"postgres://{quote(self.login)}@:{self.port}/{name or self.database}?host={folder}"
        return {"DATABASE_URL": url}

    def settings(self) -> dict[str, Any]:
        """Return what differs in DATABASES for a connection through here."""
        return {"HOST": str(self.folder), "PORT": self.port, "PASSWORD": ""}

    def connect(self, **parameters: Any) -> "psycopg.Connection[DictRow]":
        """Connect as the app login, by psycopg alone."""
        return psycopg.connect(
            host=str(self.folder),
            port=self.port,
            user=parameters.pop("user", self.login),
            dbname=parameters.pop("dbname", self.database),
            autocommit=True,
            prepare_threshold=None,
            row_factory=dict_row,
            **parameters,
        )

    def show(self, what: str) -> list[DictRow]:
        """Ask the admin console, as in SHOW STATS."""
        with self.connect(user=ADMIN, dbname="pgbouncer") as console:
            # The console knows the simple protocol alone.
            return (
                psycopg.ClientCursor(console, row_factory=dict_row)
                .execute(f"SHOW {what}")
                .fetchall()
            )

    def server_connections(self, database: str = "") -> int:
        """Count the connections that stand between PgBouncer and the server just now."""
        name = database or self.database
        return sum(row["database"] == name for row in self.show("SERVERS"))

    def waiting_clients(self) -> int:
        """Count the clients that wait for their turn just now."""
        return sum(row["cl_waiting"] for row in self.show("POOLS"))

    def transactions(self, database: str = "") -> int:
        """Count the transactions that have gone through here."""
        name = database or self.database
        rows = [row for row in self.show("STATS") if row["database"] == name]
        return int(rows[0]["total_xact_count"]) if rows else 0

    def terminate_backends(self) -> int:
        """End whatever the app login runs in the database, from beside PgBouncer."""
        with psycopg.connect(
            host=self.host,
            port=self.port,
            user=self.login,
            password=self.password,
            dbname=self.database,
            autocommit=True,
            application_name=BESIDE,
        ) as direct:
            ended = direct.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE usename = session_user AND datname = current_database()"
                " AND application_name <> %s",
                [BESIDE],  # which spares whoever else is ending backends just now, too
            ).fetchone()
        assert ended
        return int(ended[0])


def _user_for(host: str) -> ServerUser:
    """Choose who runs it: it refuses root, and the embedded server's socket has one owner."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid(), borrowed=False)
    return ServerUser.for_data(Path(host if host.startswith("/") else "/nowhere"))
