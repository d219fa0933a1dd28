"""Who runs the embedded PostgreSQL: it refuses root, so root lends it an unprivileged user."""

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
    """The embedded server cannot be set up, started or reached; says what to do about it."""


def say(sentence: str) -> None:
    """Tell the person at the terminal, without disturbing a command's output."""
    sys.stderr.write(f"{sentence}\n")
    sys.stderr.flush()


@dataclass(frozen=True)
class ServerUser:
    """The system user the server runs as; `borrowed` when we are root and step down to it."""

    uid: int
    gid: int
    borrowed: bool

    @classmethod
    def for_data(cls, pgdata: Path) -> "ServerUser":
        """Return the owner of an existing cluster, else ourselves, else (for root) SYSTEM_USER."""
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
        """Run a command as this user and return its exit code and everything it printed.

        `uninterrupted` keeps a Ctrl-C away from it and waits for its end even when one reaches
        us: a half-started server would be left behind without a word.
        """
        process = None
        # A file, not a pipe: the server inherits it and would keep a pipe open for ever.
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

    def take(self, path: Path) -> None:
        """Give a file or folder we have just made to this user."""
        if self.borrowed:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may(self, test: str, path: Path) -> bool:
        """Return whether this user passes `test -x` (or -r, -w) on a path."""
        return self.run(["test", test, path], cwd=Path("/"))[0] == 0

    def open_the_way_to(self, path: Path) -> None:
        """Let this user pass through the folders down to a path, and say so; nothing more."""
        if not self.borrowed or self.may("-x", path):
            return
        opened = []
        for folder in [*reversed(path.parents), path]:
            if not self.may("-x", folder):
                folder.chmod(stat.S_IMODE(folder.stat().st_mode) | stat.S_IXOTH)
                opened.append(str(folder))
        say(
            f"Every user may now pass through {', '.join(opened)} (chmod o+x), because the "
            f"database server does not run as root but as {_name_of(self.uid)}."
        )

    def open_programs(self, folder: Path) -> None:
        """Let this user read and run what a strict umask has installed for root alone."""
        for path in [folder, *folder.rglob("*")]:
            mode = stat.S_IMODE(path.stat().st_mode)
            run = stat.S_IXOTH if mode & stat.S_IXUSR else 0
            if not path.is_symlink() and mode | stat.S_IROTH | run != mode:
                path.chmod(mode | stat.S_IROTH | run)


@contextmanager
def _no_signals() -> Iterator[None]:
    """Put a Ctrl-C off: within Popen it would lose the process that has just been started."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _environment() -> dict[str, str]:
    """Return our environment without what would steer PostgreSQL elsewhere."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    return {**kept, "LC_ALL": "C"}


def _name_of(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def _system_user() -> pwd.struct_passwd:
    """Return SYSTEM_USER, made if missing; another process may make it at the same moment."""
    command = ["useradd", "--system", "--user-group", "--no-create-home", SYSTEM_USER]
    problem = ""
    for _ in range(2):
        try:
            return pwd.getpwnam(SYSTEM_USER)
        except KeyError:
            problem = _attempt(command)
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and the system user {SYSTEM_USER} cannot be made "
            f"({problem}). Run this as an ordinary user, make that user yourself, or set "
            "DATABASE_URL to a PostgreSQL server of your own."
        ) from None


def _attempt(command: list[str]) -> str:
    """Run a command and return what it complained about."""
    try:
        done = subprocess.run(  # noqa: S603 - our own command, no shell
            command, capture_output=True, text=True, check=False
        )
    except OSError as error:
        return str(error)
    return done.stderr.strip()
