"""The demo's gunicorn, started with sockets that are already bound."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from config.local.demo.port import DemoError

BASE_DIR = Path(__file__).resolve().parents[3]
START_LIMIT = 30.0  # seconds until the first page
STOP_LIMIT = 1.2  # seconds; gunicorn itself aborts open requests after 1


class DemoServer:
    """A gunicorn in a process group of its own, so that Ctrl-C signals only the demo."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self._address = str(sockets[0].getsockname()[0])
        self._kill_at = 0.0
        descriptors = [bound_socket.fileno() for bound_socket in sockets]
        environment = {
            **os.environ,
            "BIND": ",".join(f"fd://{descriptor}" for descriptor in descriptors),
            "GUNICORN_LOG_LEVEL": "warning",
            "GRACEFUL_TIMEOUT": "1",
            "STOP_WITH_PARENT": "on",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
            cwd=BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=descriptors,
            process_group=0,
        )
        for bound_socket in sockets:
            bound_socket.close()  # else it would accept connections after gunicorn has stopped

    def wait_for_page(self, port: int, host: str, path: str = "/") -> None:
        """Wait until a page is served; raise DemoError if none is."""
        deadline = time.monotonic() + START_LIMIT
        outcome = "nothing"
        while time.monotonic() < deadline:
            self.raise_if_ended()
            outcome = self._fetch(port, host, path)
            if outcome in {"200", "302"}:
                return
            time.sleep(0.1)
        raise DemoError(f"http://{host}:{port}{path} returns {outcome}; see the messages above.")

    def raise_if_ended(self) -> None:
        """Raise DemoError if gunicorn has exited."""
        code = self._process.poll()
        if code is not None:
            raise DemoError(f"The web server exited with code {code}; see the messages above.")

    def terminate(self) -> None:
        """Ask gunicorn to finish open requests and accept no new ones."""
        self._process.terminate()
        self._kill_at = time.monotonic() + STOP_LIMIT

    def wait_or_kill(self) -> None:
        """Wait until gunicorn exits or the time is up; then kill it and its workers."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, self._kill_at - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _fetch(self, port: int, host: str, path: str) -> str:
        """Return a page's status code as text, or the error."""
        connection = http.client.HTTPConnection(self._address, port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"{host}:{port}"})
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return f"an error ({error})"
        finally:
            connection.close()
