"""Point-in-time recovery: a base backup and the archived WAL bring the whole server to a moment."""

import shlex
from datetime import datetime
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from benchmarks.drill import site
from config.local import embedded
from config.local.embedded.programs import PORT, SUPERUSER, program
from config.local.embedded.server_user import ServerUser
from tests.waiting import wait_until


class Archive:
    """The folders of the WAL and of the base backup, beside the data directory."""

    def __init__(self, folder: Path) -> None:
        self._wal, self._base = folder / "wal", folder / "base"
        self._user = ServerUser.for_data(settings.DATA_DIR / "postgres")

    def begin(self) -> None:
        """Have the server archive its WAL from now on; it is restarted for that."""
        for folder in (self._wal, self._base):
            folder.mkdir()
            self._user.take_ownership(folder)
            folder.chmod(0o700)
        target = shlex.quote(str(self._wal).replace("%", "%%"))
        command = (
            f"test ! -e {target}/%f && cp %p {target}/%f.new && mv {target}/%f.new {target}/%f"
        )
        with _superuser() as connection:
            for name, value in (("archive_mode", "on"), ("archive_command", command)):
                _set(connection, name, value)
        site.restart()

    def take_base(self) -> None:
        """Copy the data directory while the server works."""
        command: list[str | Path] = [
            program("pg_basebackup"),
            f"--pgdata={self._base}",
            f"--host={embedded.superuser(settings.DATA_DIR)['host']}",
            f"--port={PORT}",
            f"--username={SUPERUSER}",
            "--checkpoint=fast",
            # What it needs of the WAL is in the archive.
            "--wal-method=none",
            "--no-sync",
        ]
        code, output = self._user.run(command, cwd=settings.DATA_DIR)
        if code:
            raise RuntimeError(f"pg_basebackup ended with {code}: {output}")

    @staticmethod
    def now() -> datetime:
        """Return the server's time."""
        with _superuser() as connection:
            row = connection.execute("SELECT clock_timestamp()").fetchone()
        assert row is not None  # noqa: S101 - for the type
        assert isinstance(row[0], datetime)  # noqa: S101 - for the type
        return row[0]

    def finish(self) -> None:
        """Wait until the WAL that was written so far is in the archive."""
        with _superuser() as connection:
            row = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert row is not None  # noqa: S101 - for the type
        wait_until((self._wal / str(row[0])).exists)

    def recover(self, moment: datetime) -> None:
        """Make the server anew as it was at the moment, in an empty data directory."""
        data = settings.DATA_DIR / "postgres"
        settings.DATA_DIR.mkdir()
        settings.DATA_DIR.chmod(0o711 if self._user.borrowed else 0o700)
        self._base.rename(data)
        source = shlex.quote(str(self._wal).replace("%", "%%"))
        options = {
            "restore_command": f"cp {source}/%f %p",
            "recovery_target_time": moment.isoformat(),
            "recovery_target_action": "promote",
            # Nobody reads before it is there; and the new server archives nothing into the old.
            "hot_standby": "off",
            "archive_mode": "off",
        }
        with (data / "postgresql.auto.conf").open("a") as file:
            for name, value in options.items():
                escaped = value.replace("'", "''")
                file.write(f"{name} = '{escaped}'\n")
        signal = data / "recovery.signal"
        signal.touch(mode=0o600)
        self._user.take_ownership(signal)
        embedded.ensure_running(settings.DATA_DIR)


def _superuser() -> "psycopg.Connection[tuple[object, ...]]":
    login = embedded.superuser(settings.DATA_DIR)
    return psycopg.connect(**login, dbname="postgres", autocommit=True)  # type: ignore[arg-type]


def _set(connection: "psycopg.Connection[tuple[object, ...]]", name: str, value: str) -> None:
    statement = sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
    connection.execute(statement)
