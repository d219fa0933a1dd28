"""One contender in a process of its own: makes its companies, or serves and times what is asked.

`prepare`, `make N` and `back` end when done. `serve` and `grow` read lines of JSON from their
input, each an act and its numbers, and answer each with a line.
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
    """Return the module by which this contender makes companies, as its documentation does."""
    return import_module(f"{settings.SETTINGS_MODULE.rpartition('.')[0]}.companies")


def database() -> str:
    """Name this contender's database."""
    return str(settings.DATABASES["default"]["NAME"])


def prepare() -> None:
    """Make public's tables and what else stands there once."""
    project().prepare()


def make(count: int) -> None:
    """Make the first so many companies where they are missing, each with its few rows."""
    with connect(database()) as connection:
        found = connection.execute("SELECT nspname FROM pg_namespace").fetchall()
    schemas = {schema for (schema,) in found}
    for name in companies(database(), count):
        if project().schema(name) not in schemas:
            project().create(name)
            project().fill(name)


def create(first: int, count: int) -> list[float]:
    """Time the making of companies, one by one; each is filled afterwards."""
    took = []
    for name in companies(database(), count, first=first):
        began = time.perf_counter()
        project().create(name)
        took.append(time.perf_counter() - began)
        project().fill(name)
    return took


def shape_of(number: int) -> list[str]:
    """Describe what one company's schema consists of."""
    (name,) = companies(database(), 1, first=number)
    with connect(database()) as connection:
        return shape.shape(connection, project().schema(name))


@cache
def copier(first: int) -> Copier:
    """Return what makes companies by the statements of one, which is made for that."""
    return Copier.recorded(project(), database(), first)


@cache
def visitor() -> Visitor:
    """Return someone who has been here before: the process and its connection are warm."""
    found = Visitor(project(), companies(database(), SERVED))
    found.requests(WARM_UP)
    gc.collect()
    gc.freeze()
    return found


ACTS: dict[str, Callable[..., Any]] = {
    "requests": lambda count: visitor().requests(count),
    "trace": lambda count: visitor().trace(count),
    "create": create,
    "shape": shape_of,
    "copy": lambda model, first, count: copier(model).copies(first, count),
}


def serve(acts: dict[str, Callable[..., Any]]) -> None:
    """Obey the parent until it closes our input."""
    print(json.dumps("ready"), flush=True)  # noqa: T201
    for line in sys.stdin:
        act, *numbers = json.loads(line)
        print(json.dumps(acts[act](*numbers)), flush=True)  # noqa: T201


def main() -> None:
    """Do what the command line says for the project that DJANGO_SETTINGS_MODULE names."""
    django.setup()
    match sys.argv[1:]:
        case ["prepare"]:
            prepare()
        case ["make", count]:
            make(int(count))
        case ["serve"]:
            serve(ACTS)
        case ["grow"]:
            serve(import_module("benchmarks.growing").ACTS)
        case ["back"]:
            floor.take_back(project(), database())
        case _:
            sys.exit("python -m benchmarks.worker prepare|make N|serve|grow|back")
    connections.close_all()


if __name__ == "__main__":
    main()
