"""Requests to a WSGI handler in this process, timed from the call to the closed response."""

import io
import json
import sys
import tempfile
import time
from collections import Counter
from itertools import cycle
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from benchmarks.contenders import subdomain


class Handler:
    """The project's WSGI handler."""

    def __init__(self) -> None:
        self._handler = WSGIHandler()
        self._status = ""

    def _start_response(self, status: str, headers: Any, exc_info: Any = None) -> Any:
        self._status = status

    def get(self, company: str, path: str, cookie: str = "") -> tuple[bytes, float]:
        """Return a page's body and the seconds it took. Raise RuntimeError unless it is a 200."""
        path, _, query = path.partition("?")
        host = f"{subdomain(company)}.{settings.BASE_DOMAIN}"
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": host,
            "HTTP_COOKIE": cookie,
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
        response = self._handler(environ, self._start_response)
        body = b"".join(response)
        response.close()  # sends request_finished, which closes old connections
        seconds = time.perf_counter() - began
        if self._status != "200 OK":
            raise RuntimeError(f"{host}{path} returned {self._status}: {body[:500]!r}")
        return body, seconds


class Visitor:
    """Requests the page that every contender has, from each company in turn."""

    def __init__(self, companies: Any, names: tuple[str, ...]) -> None:
        self._companies, self._names = companies, names
        self._handler = Handler()
        self._next = cycle(names)
        self._check()

    def _get(self) -> float:
        return self._handler.get(next(self._next), "/staff/")[1]

    def _check(self) -> None:
        """Raise RuntimeError unless every company's page shows its own rows."""
        for company in self._names:
            body, _ = self._handler.get(company, "/staff/")
            names = [person["name"] for person in json.loads(body)["staff"]]
            expected = self._companies.shown(company, self._names)
            if names != [f"{expected} {number}" for number in range(5)]:
                raise RuntimeError(f"{company} was shown {names}")

    def requests(self, count: int) -> list[float]:
        """Return the seconds of each request, after two unmeasured ones to each company."""
        for _ in range(2 * len(self._names)):
            self._get()
        return [self._get() for _ in range(count)]

    def trace(self, count: int) -> dict[str, float]:
        """Count the statements and messages of a request, with libpq's trace."""
        self.requests(0)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "trace"
            pgconn = _pgconn()
            with path.open("wb") as file:
                try:
                    pgconn.trace(file.fileno())
                except psycopg.NotSupportedError:  # not on this system
                    return {}
                for _ in range(count):
                    self._get()
                pgconn.untrace()
            # A line has the time, F or B (frontend or backend), the length, and the message.
            lines = [line.split("\t") for line in path.read_text(errors="replace").splitlines()]
        counts = Counter(line[3] for line in lines if len(line) > 3)
        return {
            "statements": counts["CommandComplete"] / count,
            "messages": (counts["Query"] + counts["Sync"]) / count,
        }


def _pgconn() -> psycopg.pq.abc.PGconn:
    connection.ensure_connection()
    pgconn: psycopg.pq.abc.PGconn = connection.connection.pgconn
    return pgconn
