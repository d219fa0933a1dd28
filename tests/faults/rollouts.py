"""Runs of migrate_tenants of the next release, as processes of their own, and what they leave."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections

from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.serving import ROOT, environment
from tests.waiting import PATIENCE

NOW = history().nodes[-1][1]  # the product's last migration
LATER = {"DJANGO_SETTINGS_MODULE": "tests.faults.later_settings"}
Ended = tuple[int, str]


def command(*args: str) -> list[str]:
    # Django's checks take a third of the start, and have tests of their own.
    return [sys.executable, "manage.py", "migrate_tenants", "--skip-checks", *args]


@contextmanager
def started(*args: str) -> Iterator["subprocess.Popen[str]"]:
    """Run migrate_tenants of the next release beside the block; end it with the block."""
    with subprocess.Popen(
        command(*args),
        cwd=ROOT,
        env=environment() | LATER,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def run(*args: str) -> Ended:
    """Run migrate_tenants of the next release to its end; return its code and all it said."""
    with started(*args) as process:
        said, _ = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def only(companies: list[Tenant]) -> list[str]:
    return [word for company in companies for word in ("--tenant", company.slug)]


def owner(statement: str) -> list[Any]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def tagged() -> set[str]:
    """Name the schemas where the next release's column is."""
    found = owner(
        "SELECT relnamespace::regnamespace::text FROM pg_class JOIN pg_attribute"
        " ON attrelid = pg_class.oid AND attname = 'tag' WHERE relname = 'work_logs'"
    )
    return {schema for (schema,) in found}


def last_line(said: str) -> str:
    return next(line for line in said.splitlines() if " migrated, " in line)
