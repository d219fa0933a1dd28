"""What slow clients do to the others: python -m benchmarks.slow_clients, about four minutes.

gunicorn's own threaded worker and ours serve a page that takes no time, with 2 workers of 4
threads. The clients that hold their connections come first; then one visitor sends requests.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from statistics import median
from typing import Any

from config import settings  # noqa: F401 - as Django does before gunicorn forks

SECONDS = 8.0  # of each measurement, and the longest that the visitor waits for a response
WORKERS = {"gunicorn's gthread": "gthread", "Shiftbook's": "config.http.worker.Worker"}
HOST = b"Host: localhost\r\n"
REQUEST = b"GET / HTTP/1.1\r\n" + HOST + b"\r\n"
LONG_PAGE = b"GET /long HTTP/1.1\r\n" + HOST + b"\r\n"
Hold = Callable[[socket.socket], None]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Return a page of 100 bytes, or of 90,000 at /long, as gunicorn's WSGI application."""
    body = b"x" * (90_000 if environ["PATH_INFO"] == "/long" else 100)
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _send(data: bytes) -> Hold:
    return lambda client: client.sendall(data)


def _begin_a_second_head(client: socket.socket) -> None:
    client.sendall(REQUEST)
    client.recv(1000)
    client.sendall(b"GET / HT")


def _close_only_when_closed(client: socket.socket) -> None:
    client.sendall(REQUEST.replace(HOST, HOST + b"Connection: close\r\n"))


# What each of so many clients does before it only holds its connection.
SCENARIOS: dict[str, tuple[int, Hold]] = {
    "nobody else": (0, _send(b"")),
    "50 that send nothing": (50, _send(b"")),
    "600 that send nothing": (600, _send(b"")),
    "16 that send half a head": (16, _send(b"GET / HTTP/1.1\r\nHost: lo")),
    "16 that send half a body": (
        16,
        _send(b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 9\r\n\r\nabc"),
    ),
    "16 that send half of a second head": (16, _begin_a_second_head),
    "16 that send half a chunk": (
        16,
        _send(b"POST / HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n9\r\nabc"),
    ),
    "16 that do not read a long page": (16, _send(LONG_PAGE)),
    "16 that do not close after the last response": (16, _close_only_when_closed),
}


@contextmanager
def serving(worker_class: str) -> Iterator[int]:
    """Run gunicorn with config/gunicorn.py and this worker class; return its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    variables = {"BIND": f"127.0.0.1:{port}", "WEB_CONCURRENCY": "2", "WEB_THREADS": "4"}
    names = {"DJANGO_SETTINGS_MODULE": "config.settings", "GUNICORN_LOG_LEVEL": "critical"}
    options = [
        "-c",
        "config/gunicorn.py",
        "-k",
        worker_class,
        "benchmarks.slow_clients:application",
    ]
    process = subprocess.Popen(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", "gunicorn", *options],
        env=os.environ | variables | names,
        start_new_session=True,
    )
    try:
        while _visit(port) is None:
            if process.poll() is not None:
                raise SystemExit("gunicorn does not serve.")
            time.sleep(0.1)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _visit(port: int) -> float | None:
    """Return the seconds that a request took, or None if it got no response."""
    began = time.perf_counter()
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), SECONDS) as client:
        client.settimeout(SECONDS)
        client.sendall(REQUEST)
        if client.recv(1000).startswith(b"HTTP/1.1 200"):
            return time.perf_counter() - began
    return None


def _measure(port: int, count: int, hold: Hold) -> list[str]:
    """Hold connections, visit for some seconds, and return the cells of a row."""
    took: list[float] = []
    missed = 0
    with ExitStack() as stack:
        for _ in range(count):
            client = stack.enter_context(socket.socket())
            # Little room, so that a long page does not fit into the client's own buffer.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.settimeout(SECONDS)
            with suppress(OSError):
                client.connect(("127.0.0.1", port))
                hold(client)
        until = time.perf_counter() + SECONDS
        while time.perf_counter() < until:
            seconds = _visit(port)
            missed += seconds is None
            took += [] if seconds is None else [seconds]
            time.sleep(0.05)
    if not took:
        return ["none", "", f"over {SECONDS:.0f} s"]
    longest = f"over {SECONDS:.0f} s" if missed else f"{max(took) * 1000:,.1f} ms"
    return [str(len(took)), f"{median(took) * 1000:,.1f} ms", longest]


def main() -> None:
    """Print a table for each worker class."""
    for name, worker_class in WORKERS.items():
        print(f"\n| {name} worker | served in {SECONDS:.0f} s | median | longest |")  # noqa: T201
        print("| --- | ---: | ---: | ---: |", flush=True)  # noqa: T201
        for scenario, (count, hold) in SCENARIOS.items():
            with serving(worker_class) as port:
                cells = [scenario, *_measure(port, count, hold)]
            print(f"| {' | '.join(cells)} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
