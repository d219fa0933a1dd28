"""The PostgreSQL server of a data folder: its locks, its start and its stop."""

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
from psycopg import pq
from psycopg.conninfo import make_conninfo

from config.local.embedded.files import Files
from config.local.embedded.programs import INITDB, PORT, SUPERUSER, grant_access, program
from config.local.embedded.server_user import EmbeddedPostgresError, ServerUser, say

MAJOR_VERSION = "18"
PATIENCE = 60.0  # seconds for a start, a crash recovery or another process's set-up
# The users' lock of each data folder: the process that took it (a forked child must not release
# its parent's) and the open file that holds it.
_locks: dict[Path, tuple[int, int]] = {}


class Cluster(Files):
    """The PostgreSQL server of a data folder. `data_dir` is resolved."""

    @contextmanager
    def setting_up(self, user: ServerUser) -> Iterator[None]:
        """Lock out other processes that set up or start this server."""
        lock = self.open("postgres.setup.lock", user)
        try:
            _wait_for(lock, fcntl.LOCK_EX, f"another process is still setting up {self.pgdata}")
            yield
        finally:
            os.close(lock)

    def join(self, user: ServerUser) -> None:
        """Take the users' lock until this process exits."""
        if _locks.get(self.data_dir, (0, 0))[0] == os.getpid():
            return
        lock = self.open("postgres.lock", user)
        try:
            _wait_for(lock, fcntl.LOCK_SH, f"the server in {self.pgdata} is still stopping")
        except BaseException:
            os.close(lock)
            raise
        _locks[self.data_dir] = (os.getpid(), lock)

    def leave(self) -> None:
        """Release the users' lock; the last process stops the server."""
        pid, lock = _locks.pop(self.data_dir)
        if pid != os.getpid():
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._is_current(lock):
                self.stop()
        except BlockingIOError:
            pass  # another process still uses it
        finally:
            fcntl.flock(lock, fcntl.LOCK_UN)  # a forked child shares the lock and may outlive us
            os.close(lock)

    def _is_current(self, lock: int) -> bool:
        """Return whether the lock still belongs to this folder, and not to a deleted one."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(lock), (self.data_dir / "postgres.lock").stat())
        return False

    @classmethod
    def joined(cls) -> "list[Cluster]":
        """Return the servers that this process uses."""
        return [cls(data_dir) for data_dir in _locks]

    def ping(self) -> pq.Ping:
        """Return the server's status: OK, REJECT (starting or stopping) or NO_RESPONSE."""
        options = f"user={SUPERUSER} dbname={SUPERUSER} port={PORT} connect_timeout=5"
        return pq.Ping(pq.PGconn.ping(make_conninfo(options, host=str(self.socket_dir)).encode()))

    def state(self) -> str:
        """Return "running", "stopped" or "crashed"; cheap, because it only reads files."""
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return "stopped"
        with suppress(psutil.NoSuchProcess):
            process = psutil.Process(pid)
            if process.name() == "postgres" and process.status() != psutil.STATUS_ZOMBIE:
                return "running"
        return "crashed"

    def initialise(self, user: ServerUser) -> None:
        """Create the cluster atomically."""
        version = self.pgdata / "PG_VERSION"
        if version.exists():
            if (existing := version.read_text().strip()) != MAJOR_VERSION:
                raise EmbeddedPostgresError(
                    f"{self.pgdata} was created by PostgreSQL {existing}, this is {MAJOR_VERSION}. "
                    "Move it away, or choose another DATA_DIR."
                )
            return
        say(f"Creating a PostgreSQL {MAJOR_VERSION} database in {self.pgdata} ...")
        self._kill_leftovers()
        draft = self.data_dir / "postgres.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        user.take_ownership(draft)
        grant_access(user, self.data_dir)
        command: list[str | Path] = [program("initdb"), f"--pgdata={draft}", *INITDB]
        code, output = user.run(command, cwd=self.data_dir)
        if code:
            raise EmbeddedPostgresError(
                f"PostgreSQL could not create its files in {self.data_dir}. Check that the disk is "
                f"not full and the folder is writable, then try again:\n{output[-2000:]}"
            )
        draft.rename(self.pgdata)

    def start(self, user: ServerUser) -> None:
        """Start the server and wait until it responds or has failed."""
        self._wait_for_remains()
        if self.ping() != pq.Ping.NO_RESPONSE:
            return
        grant_access(user, self.data_dir)
        self.make_socket_folder(user)
        self.write_settings(user)
        self.open_log(user)
        # Relative names, because pg_ctl passes them to a shell.
        names = ["--pgdata=postgres", "--log=postgres.log"]
        command: list[str | Path] = [
            program("pg_ctl"),
            *names,
            "--silent",
            f"--timeout={PATIENCE:.0f}",
            "start",
        ]
        code, output = user.run(command, cwd=self.data_dir, uninterrupted=True)
        if code and self.ping() == pq.Ping.NO_RESPONSE:
            raise EmbeddedPostgresError(
                f"PostgreSQL does not start in {self.pgdata}. Correct the error in its log, or "
                f"choose another DATA_DIR. {output}{self.log_tail()}"
            )

    def wait_until_ready(self) -> None:
        """Wait while the server is starting or recovering."""
        deadline = time.monotonic() + PATIENCE
        while self.ping() != pq.Ping.OK:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL in {self.pgdata} is not ready after {PATIENCE:.0f} s. "
                    f"Wait and try again.{self.log_tail()}"
                )
            time.sleep(0.05)

    def stop(self) -> None:
        """Stop the server if it is running, and close its clients' connections."""
        if not (self.pgdata / "postmaster.pid").exists():
            return
        command: list[str | Path] = [
            program("pg_ctl"),
            "--pgdata=postgres",
            "--mode=fast",
            "--timeout=30",
        ]
        user = ServerUser.for_data(self.pgdata)
        code, output = user.run(
            [*command, "--silent", "stop"], cwd=self.data_dir, uninterrupted=True
        )
        if code and self.ping() != pq.Ping.NO_RESPONSE:
            say(f"PostgreSQL in {self.pgdata} did not stop: {output}.{self.log_tail()}")

    def _wait_for_remains(self) -> None:
        """Wait for the processes of a killed server to exit, then remove its lock files."""
        deadline = time.monotonic() + 10
        while self._processes() and self.ping() == pq.Ping.NO_RESPONSE:
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)
        if not self._processes():
            # PostgreSQL would not start while another process of ours has the dead server's pid,
            # as after a reboot, or while it is a zombie.
            (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
            (self.socket_dir / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _processes(self) -> list[psutil.Process]:
        """Return the server's processes, including those whose folder was deleted."""
        processes = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.name() == "postgres" and process.cwd() == str(self.pgdata):
                    processes.append(process)
        return processes

    def _kill_leftovers(self) -> None:
        """Kill a server whose data folder was deleted: on exit it would delete our socket."""
        leftovers = self._processes()
        for process in leftovers:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(leftovers, timeout=5)


def _wait_for(lock: int, kind: int, reason: str) -> None:
    """Take a lock, waiting at most PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return fcntl.flock(lock, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"Waited {PATIENCE:.0f} s, but {reason}. End that process and try again."
                ) from None
            time.sleep(0.05)
