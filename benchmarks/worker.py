"""A contender's process, which creates companies, or serves and measures on request.

`prepare`, `make N` and `back` exit when they are done. `serve` and `grow` read lines of JSON from
standard input, each with an act and its arguments, and respond to each with a line.
"""

import gc
import json
import sys
import time
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any

import django
from django.conf import settings
from django.db import connections

from benchmarks import floor, shape
from benchmarks.contenders import SERVED, companies
from benchmarks.copies import Copier
from benchmarks.databases import connect
from benchmarks.visitor import Visitor

WARM_UP = 500


@cache
def project() -> Any:
    """Return the module with which this contender creates companies."""
    return import_module(f"{settings.SETTINGS_MODULE.rpartition('.')[0]}.companies")


def database() -> str:
    """Return the name of this contender's database."""
    return str(settings.DATABASES["default"]["NAME"])


def prepare() -> None:
    """Create the tables in public."""
    project().prepare()


def make(count: int) -> None:
    """Create those of the first `count` companies that are missing, with their rows."""
    with connect(database()) as connection:
        rows = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
    schemas = {schema for (schema,) in rows}
    for name in companies(database(), count):
        if project().schema(name) not in schemas:
            project().create(name)
            project().fill(name)


def create(first: int, count: int) -> list[float]:
    """Create and then fill companies, one by one; return the seconds of each creation."""
    durations = []
    for name in companies(database(), count, first=first):
        began = time.perf_counter()
        project().create(name)
        durations.append(time.perf_counter() - began)
        project().fill(name)
    return durations


def shape_of(number: int) -> list[str]:
    """Return a description of one company's schema."""
    (name,) = companies(database(), 1, first=number)
    with connect(database()) as connection:
        return shape.shape(connection, project().schema(name))


@cache
def copier(first: int) -> Copier:
    """Return a copier that repeats the statements of one company, which it creates first."""
    return Copier.recorded(project(), database(), first)


@cache
def visitor() -> Visitor:
    """Return a visitor, after requests that warm up the process and its connection."""
    new_visitor = Visitor(project(), companies(database(), SERVED))
    new_visitor.requests(WARM_UP)
    gc.collect()
    gc.freeze()
    return new_visitor


ACTS: dict[str, Callable[..., Any]] = {
    "requests": lambda count: visitor().requests(count),
    "trace": lambda count: visitor().trace(count),
    "create": create,
    "shape": shape_of,
    "copy": lambda model, first, count: copier(model).copies(first, count),
}


def serve(acts: dict[str, Callable[..., Any]]) -> None:
    """Perform the parent's requests until it closes standard input."""
    print(json.dumps("ready"), flush=True)  # noqa: T201
    for line in sys.stdin:
        act, *numbers = json.loads(line)
        print(json.dumps(acts[act](*numbers)), flush=True)  # noqa: T201


def main() -> None:
    """Run the command line for the project of DJANGO_SETTINGS_MODULE."""
    django.setup()
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["make", count]:
            make(int(count))
        case ["serve"]:
            # As gunicorn does before it forks its workers.
            import_module("benchmarks.peers.wsgi")
            serve(ACTS)
        case ["grow"]:
            serve(import_module("benchmarks.growing").ACTS)
        case ["back"]:
            floor.revert(project(), database())
        case _:
            sys.exit("python -m benchmarks.worker prepare|make N|serve|grow|back")
    connections.close_all()


if __name__ == "__main__":
    main()
