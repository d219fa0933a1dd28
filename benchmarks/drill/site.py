"""The server of the drill: PostgreSQL in its data directory, gunicorn and the worker."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO, Self

import httpx
import psutil
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config.local import embedded
from tests.serving import NO_TLS, ROOT, free_port
from tests.waiting import wait_until

PATIENCE = 60.0  # seconds


def set_up() -> None:
    """Start an empty database server, and migrate it; or start the one that is there."""
    embedded.ensure_running(settings.DATA_DIR)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def lose() -> None:
    """Stop the database server as a crash does, and delete its data directory."""
    connections.close_all()
    pid = int((settings.DATA_DIR / "postgres" / "postmaster.pid").read_text().split()[0])
    server = psutil.Process(pid)
    processes = [server, *server.children(recursive=True)]
    server.send_signal(signal.SIGQUIT)  # it leaves no shared memory behind, and saves nothing
    psutil.wait_procs(processes, timeout=PATIENCE)
    shutil.rmtree(settings.DATA_DIR)
    embedded.release()


def restart() -> None:
    """Stop the database server and start it again, for settings that are read at the start."""
    connections.close_all()
    embedded.release()
    embedded.ensure_running(settings.DATA_DIR)


class Serving:
    """Runs gunicorn and the worker in the block, on loopback; their lines go to a file."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._log_file = folder / "serving.log"
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        environment = {
            **os.environ,
            "BIND": f"127.0.0.1:{self.port}",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
            "GUNICORN_LOG_LEVEL": "critical",
            "STOP_WITH_PARENT": "on",
        }
        gunicorn = ["-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"]
        try:
            with self._log_file.open("ab") as log:
                for arguments in (gunicorn, ["manage.py", "run_worker", "--threads", "2"]):
                    self._processes.append(self._start(arguments, environment, log))
            wait_until(self._responds)
        except BaseException:
            self._stop()
            raise
        return self

    @staticmethod
    def _start(
        arguments: list[str], environment: dict[str, str], log: IO[bytes]
    ) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(  # noqa: S603 - our own commands, no shell
            [sys.executable, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def _responds(self) -> bool:
        for process in self._processes:
            if process.poll() is not None:
                tail = self._log_file.read_text(errors="replace")[-2000:]
                raise RuntimeError(f"The server ended by itself:\n{tail}")
        try:
            return self.client("localhost").get("/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def client(self, host: str) -> httpx.Client:
        """Return a browser for a host, without cookies."""
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Host": f"{host}:{self.port}"},
            timeout=PATIENCE,
            verify=NO_TLS,
        )

    def __exit__(self, *exception: object) -> None:
        self._stop()

    def _stop(self) -> None:
        """Kill both, as a machine that is lost does."""
        for process in self._processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
