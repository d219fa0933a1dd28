"""The demo's gunicorn: started on sockets that are already ours, watched, and stopped in time."""

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
STOP_LIMIT = 1.2  # seconds; gunicorn itself cuts open requests off after 1


class DemoServer:
    """One gunicorn in a process group of its own: a terminal's Ctrl-C reaches the demo alone."""

    def __init__(self, sockets: list[socket.socket]) -> None:
        self._address = str(sockets[0].getsockname()[0])
        self._cut_off = 0.0
        numbers = [bound.fileno() for bound in sockets]
        environment = {
            **os.environ,
            "BIND": ",".join(f"fd://{number}" for number in numbers),
            "GUNICORN_LOG_LEVEL": "warning",
            "GRACEFUL_TIMEOUT": "1",
            "STOP_WITH_PARENT": "on",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
            cwd=BASE_DIR,
            env=environment,
            stdin=subprocess.DEVNULL,
            pass_fds=numbers,
            process_group=0,
        )
        for bound in sockets:
            bound.close()  # or it would take connections that nobody answers, at the end

    def wait_for_page(self, port: int, host: str, path: str = "/") -> None:
        """Return once a page really comes; raise DemoError if none does."""
        deadline = time.monotonic() + START_LIMIT
        answer = "nothing"
        while time.monotonic() < deadline:
            self.raise_if_ended()
            answer = self._fetch(port, host, path)
            if answer in {"200", "302"}:
                return
            time.sleep(0.1)
        raise DemoError(f"http://{host}:{port}{path} answers {answer}; see the messages above.")

    def raise_if_ended(self) -> None:
        """Raise DemoError if gunicorn has ended by itself."""
        code = self._process.poll()
        if code is not None:
            raise DemoError(f"The web server ended by itself (code {code}); see above why.")

    def begin_to_stop(self) -> None:
        """Ask gunicorn to finish what it is doing and to take nothing new."""
        self._process.terminate()
        self._cut_off = time.monotonic() + STOP_LIMIT

    def finish(self) -> None:
        """Wait for its end, as long as there is time; then end it and its workers."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, self._cut_off - time.monotonic()))
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _fetch(self, port: int, host: str, path: str) -> str:
        """Return the status of a page as text, or what went wrong."""
        connection = http.client.HTTPConnection(self._address, port, timeout=5)
        try:
            connection.request("GET", path, headers={"Host": f"{host}:{port}"})
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as error:
            return f"with an error ({error})"
        finally:
            connection.close()
