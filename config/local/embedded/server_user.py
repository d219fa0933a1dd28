"""The system user of the embedded PostgreSQL, which refuses to run as root."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "shiftbook-postgres"


class EmbeddedPostgresError(Exception):
    """The embedded server cannot be set up, started or reached; the message says what to do."""


def say(message: str) -> None:
    """Print a message on standard error, apart from a command's output."""
    sys.stderr.write(f"{message}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class ServerUser:
    """The system user that runs the server; `borrowed` if we are root and switch to it."""

    uid: int
    gid: int
    borrowed: bool

    @classmethod
    def for_data(cls, pgdata: Path) -> "ServerUser":
        """Return the owner of an existing cluster, else this user, or for root SYSTEM_USER."""
        owner = pgdata.stat() if pgdata.exists() else None
        if os.geteuid() != 0:
            if owner and owner.st_uid != os.geteuid():
                name = _name_of(owner.st_uid)
                name = "root" if name == SYSTEM_USER else name
                raise EmbeddedPostgresError(
                    f"The database in {pgdata} belongs to {name}. "
                    f"Run this as {name}, or choose another DATA_DIR."
                )
            return cls(os.geteuid(), os.getegid(), borrowed=False)
        if owner and owner.st_uid != 0:
            return cls(owner.st_uid, owner.st_gid, borrowed=True)
        entry = _system_user()
        return cls(entry.pw_uid, entry.pw_gid, borrowed=True)

    def run(
        self, command: Sequence[str | Path], *, cwd: Path, uninterrupted: bool = False
    ) -> tuple[int, str]:
        """Run a command as this user and return its exit code and its output.

        `uninterrupted` protects it from Ctrl-C, and waits for its end even if we get one: else a
        server that is still starting would be left behind.
        """
        process = None
        # A file, not a pipe: the server inherits it and would keep a pipe open.
        with tempfile.TemporaryFile() as output:
            try:
                with _no_signals() if uninterrupted else nullcontext():
                    process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                        command,
                        cwd=cwd,
                        env=_environment(),
                        stdin=subprocess.DEVNULL,
                        stdout=output,
                        stderr=subprocess.STDOUT,
                        start_new_session=uninterrupted,
                        user=self.uid if self.borrowed else None,
                        group=self.gid if self.borrowed else None,
                        extra_groups=[] if self.borrowed else None,
                    )
                code = process.wait()
            except BaseException:
                if process:
                    if not uninterrupted:
                        process.kill()
                    process.wait()
                raise
            output.seek(0)
            return code, output.read().decode(errors="replace").strip()

    def take_ownership(self, path: Path) -> None:
        """Make this user the owner of a file or folder that we have just created."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may(self, test: str, path: Path) -> bool:
        """Return whether `test -x` (or -r, -w) succeeds for this user on a path."""
        return self.run(["test", test, path], cwd=Path("/"))[0] == 0

    def allow_traversal(self, path: Path) -> None:
        """Let this user traverse the folders down to a path, and print which were changed."""
        if not self.borrowed or self.may("-x", path):
            return
        changed = []
        for folder in [*reversed(path.parents), path]:
            if not self.may("-x", folder):
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
                changed.append(str(folder))
        say(
            f"Every user can now traverse {', '.join(changed)} (chmod o+x), because the "
            f"database server does not run as root but as {_name_of(self.uid)}."
        )

    def allow_reading(self, folder: Path) -> None:
        """Let this user read and run files that a strict umask has installed for root only."""
        for path in [folder, *folder.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            executable = stat.S_IXOTH if mode & stat.S_IXUSR else 0
            if not path.is_symlink() and mode | stat.S_IROTH | executable != mode:
                path.chmod(mode | stat.S_IROTH | executable)


@contextmanager
def _no_signals() -> Iterator[None]:
    """Block Ctrl-C: during Popen it would lose the process that was just started."""
    old_mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, old_mask)


def _environment() -> dict[str, str]:
    """Return our environment without PostgreSQL's own variables."""
    variables = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**variables, "LC_ALL": "C"}


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def _system_user() -> pwd.struct_passwd:
    """Return SYSTEM_USER; create it if missing. Another process may do so at the same time."""
    command = ["useradd", "--system", "--user-group", "--no-create-home", SYSTEM_USER]
    problem = ""
    for _ in range(2):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            problem = _error_of(command)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} cannot be created "
            f"({problem}). Run this as an ordinary user, create that user yourself, or set "
            "DATABASE_URL to a PostgreSQL server of your own."
        ) from None


def _error_of(command: list[str]) -> str:
    """Run a command and return its error message."""
    try:
        result = subprocess.run(  # noqa: S603 - our own command, no shell
            command, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return result.stderr.strip()
