"""One contender in a process of its own: makes its companies, or serves requests and times them.

`make` and `remove` end when done. `serve` reads lines of JSON from its input and answers each with
one: {"run": N} the seconds that each of N requests took, {"trace": N} what went over the wire.
"""

import gc
import io
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from itertools import cycle
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from benchmarks.contenders import COMPANIES, subdomain

WARM_UP = 500


class Visitor:
    """Asks the WSGI handler itself for the one page, of each company in turn."""

    def __init__(self, companies: Any) -> None:
        self.companies = companies
        self.handler = WSGIHandler()
        self.hosts = cycle((one, f"{subdomain(one)}.{settings.BASE_DOMAIN}") for one in COMPANIES)
        self.status = ""

    def _start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        self.status = status

    def get(self) -> tuple[str, bytes, float]:
        """Ask once; return the company, what it shows, and the seconds from call to close."""
        company, host = next(self.hosts)
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/staff/",
            "QUERY_STRING": "",
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        began = time.perf_counter()
        response = self.handler(environ, self._start_response)
        body = b"".join(response)
        response.close()  # sends request_finished, which looks after the connections
        took = time.perf_counter() - began
        if self.status != "200 OK":
            raise RuntimeError(f"{host} answered {self.status}: {body[:500]!r}")
        return company, body, took

    def check(self) -> None:
        """Raise unless every company is shown its own rows."""
        for _ in COMPANIES:
            company, body, _took = self.get()
            names = [one["name"] for one in json.loads(body)["staff"]]
            wanted = self.companies.shown(company, COMPANIES)
            if names != [f"{wanted} {number}" for number in range(5)]:
                raise RuntimeError(f"{company} was shown {names}")

    def run(self, count: int) -> list[float]:
        """Time the requests, after two unmeasured ones to each company."""
        for _ in range(2 * len(COMPANIES)):
            self.get()
        return [self.get()[2] for _ in range(count)]

    def trace(self, count: int) -> dict[str, float]:
        """Count what the server was asked for one request, by libpq's own trace."""
        self.run(0)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "trace"
            pgconn = _pgconn()
            with path.open("wb") as file:
                try:
                    pgconn.trace(file.fileno())
                except psycopg.NotSupportedError:  # not on this system
                    return {}
                for _ in range(count):
                    self.get()
                pgconn.untrace()
            # A line is: time, F or B (from us, or back), length, the message's name and content.
            lines = [line.split("\t") for line in path.read_text(errors="replace").splitlines()]
        seen = Counter(line[3] for line in lines if len(line) > 3)
        return {
            "statements": seen["CommandComplete"] / count,
            "round_trips": (seen["Query"] + seen["Sync"]) / count,
        }


def _pgconn() -> psycopg.pq.abc.PGconn:
    connection.ensure_connection()
    found: psycopg.pq.abc.PGconn = connection.connection.pgconn
    return found


def _answers(visitor: Visitor) -> Iterator[object]:
    """Answer the parent's lines until it closes our input."""
    for line in sys.stdin:
        request = json.loads(line)
        yield visitor.run(request["run"]) if "run" in request else visitor.trace(request["trace"])


def serve(companies: Any) -> None:
    """Warm up, then obey the parent."""
    visitor = Visitor(companies)
    visitor.check()
    visitor.run(WARM_UP)
    gc.collect()
    gc.freeze()
    print(json.dumps("ready"), flush=True)  # noqa: T201
    for answer in _answers(visitor):
        print(json.dumps(answer), flush=True)  # noqa: T201


def main() -> None:
    """Do what the command line says for the project that DJANGO_SETTINGS_MODULE names."""
    django.setup()
    project = settings.SETTINGS_MODULE.rpartition(".")[0]
    companies = import_module(f"{project}.companies")
    match sys.argv[1:]:
        case ["make"]:
            companies.make(COMPANIES)
        case ["remove"]:
            companies.remove(COMPANIES)
        case ["serve"]:
            serve(companies)
        case _:
            sys.exit("python -m benchmarks.worker make|remove|serve")


if __name__ == "__main__":
    main()
