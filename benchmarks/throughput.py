"""Requests per second to many companies' hosts, served by gunicorn; contenders take turns."""

import argparse
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from benchmarks.contenders import BASELINE, RIVAL, THROUGHPUT, Contender, companies, subdomain
from benchmarks.databases import settle
from benchmarks.plots import Plot
from benchmarks.processes import BenchError, ensure_companies, environment
from benchmarks.progress import say
from benchmarks.report import Section, table
from benchmarks.soak.wire import BrokenOff, Connection
from config import settings

HOSTS, CLIENTS, ROUNDS, REQUESTS = 50, 8, 7, 2000
WORKERS, THREADS = 2, 4
PATIENCE = 30  # seconds for a start


@dataclass(frozen=True, slots=True)
class Served:
    """A contender served by gunicorn, and the requests that visitors send in turn."""

    contender: Contender
    port: int
    requests: list[bytes]

    def load(self, count: int) -> float:
        """Send `count` requests over several connections; return the requests per second."""
        began = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(self._visit, range(CLIENTS), [count // CLIENTS] * CLIENTS))
        return count / (time.perf_counter() - began)

    def _visit(self, number: int, count: int) -> None:
        connection = Connection(self.port)
        start = number * HOSTS // CLIENTS
        for request in islice(cycle(self.requests), start, start + count):
            connection.send(request)
            response = connection.response()
            if response.status != 200:
                raise BenchError(f"{self.contender.label} returned {response.status}.")
        connection.close()


@contextmanager
def _serving(contender: Contender) -> Iterator[Served]:
    """Run gunicorn with config/gunicorn.py during the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    variables = {
        "BIND": f"127.0.0.1:{port}",
        "WEB_CONCURRENCY": str(WORKERS),
        "WEB_THREADS": str(THREADS),
        "GUNICORN_LOG_LEVEL": "warning",
    }
    options = ["-c", "config/gunicorn.py", "--max-requests", "0", "benchmarks.peers.wsgi"]
    process = subprocess.Popen(  # noqa: S603 - our own command, no shell
        [sys.executable, "-m", "gunicorn", *options],
        env=environment(contender) | variables,
        start_new_session=True,
    )
    names = companies(contender.database, HOSTS)
    hosts = [f"{subdomain(name)}.{settings.BASE_DOMAIN}" for name in names]
    requests = [f"GET /staff/ HTTP/1.1\r\nHost: {host}\r\n\r\n".encode() for host in hosts]
    served = Served(contender, port, requests)
    try:
        _wait(served, process)
        yield served
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait(served: Served, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            served.load(CLIENTS)
        except (OSError, BrokenOff):
            if process.poll() is not None or time.monotonic() > deadline:
                raise BenchError(f"{served.contender.label}: gunicorn does not serve.") from None
            time.sleep(0.1)
        else:
            return


def measure(options: argparse.Namespace) -> Section:
    """Measure one contender after the other, in an order that changes every round."""
    for contender in THROUGHPUT:
        ensure_companies(contender, HOSTS)
    settle()
    rates: dict[str, list[float]] = {contender.label: [] for contender in THROUGHPUT}
    with ExitStack() as stack:
        all_served = [stack.enter_context(_serving(contender)) for contender in THROUGHPUT]
        for served in all_served:
            served.load(REQUESTS // 2)  # not measured: warms up workers, connections and caches
        for number in range(ROUNDS):
            say(f"throughput: round {number + 1} of {ROUNDS}")
            for served in random.sample(all_served, len(all_served)):
                rates[served.contender.label].append(served.load(REQUESTS))
    return _section(rates)


def _section(rates: dict[str, list[float]]) -> Section:
    def ratio(label: str, other: str) -> float:
        pairs = zip(rates[label], rates[other], strict=True)
        return median(rate / other_rate for rate, other_rate in pairs)

    rows = [
        [
            label,
            f"{median(values):,.0f}",
            f"{min(values):,.0f} to {max(values):,.0f}",
            f"{ratio(label, BASELINE.label):.2f}",
            f"{ratio(label, RIVAL.label):.2f}",
        ]
        for label, values in rates.items()
    ]
    head = [
        f"gunicorn, {HOSTS} hosts",
        "requests per second",
        "minimum and maximum",
        "relative to plain Django",
        f"relative to {RIVAL.label}",
    ]
    bars = {label: [median(values)] for label, values in rates.items()}
    plot = Plot("throughput", f"Requests to {HOSTS} hosts, by gunicorn", "per second", bars)
    how = (
        f"{ROUNDS} rounds of {REQUESTS:,} requests over {CLIENTS} persistent connections to "
        f"{WORKERS} workers of {THREADS} threads; clients and server share the cores."
    )
    return Section([table(head, rows)], [], how, [plot])
