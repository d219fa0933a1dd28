"""The isolation suite again, every word of its app login going through PgBouncer."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings

from tests.pooler.pgbouncer import PgBouncer
from tests.serving import ROOT, database_url

NAME = "pooled"  # of the suite's own database: Django calls it test_pooled
# One connection cannot serve what needs two at the same moment.
CHOSEN = "not several_connections"
# What each role may do and what bad input says is no affair of a pooler: every address as an owner,
# who may do most, and no test that leaves the database alone.
AFFAIRS = (
    "not ((test_addresses or test_read_only) and (manager or member or None))"
    " and not test_fuzz and not test_the_suite_knows"
)


@pytest.mark.usefixtures("two_logins", "django_db_setup")
def test_the_isolation_suite_passes_through_one_server_connection(
    request: pytest.FixtureRequest,
) -> None:
    with (
        # The suite drops its database at the end, which waits 5 s for connections to go.
        PgBouncer(server_idle_timeout="2") as pooler,
        tempfile.TemporaryDirectory(prefix="shiftbook-isolation-") as folder,
    ):
        report = Path(folder, "report.xml")
        with _watched(pooler) as counts:
            done = _run_suite(request, pooler, Path(folder), report)
        assert done.returncode == 0, done.stdout
        transactions = pooler.transactions(f"test_{NAME}")
        cases = ElementTree.parse(report).getroot().iter("testcase")
        results = {
            f"{case.get('classname')}.{case.get('name')}": [child.tag for child in case]
            for case in cases
        }
    assert len(results) >= 500
    odd = {
        name: tags for name, tags in results.items() if {"skipped", "failure", "error"} & {*tags}
    }
    assert not odd, done.stdout
    assert max(counts) == 1
    # Every test has a transaction at least, and most of them ask in it.
    assert transactions >= len(results)


def _run_suite(
    request: pytest.FixtureRequest, pooler: PgBouncer, folder: Path, report: Path
) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "pytest", "tests/isolation", "-q", "-m", CHOSEN, "-k", AFFAIRS]
    command += ["-p", "no:cacheprovider", f"--junitxml={report}"]
    seed = request.config.getoption("randomly_seed", None)
    if seed is not None:
        command.append(f"--randomly-seed={seed}")
    return subprocess.run(
        command,
        cwd=ROOT,
        env=_environment(pooler, folder),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=3600,
        check=False,
    )


def _environment(pooler: PgBouncer, folder: Path) -> Mapping[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    owner = database_url("owner").replace(f"/{settings.DATABASES['owner']['NAME']}?", f"/{NAME}?")
    return {
        **kept,
        **_administrator(),
        **pooler.environment(NAME),
        "OWNER_DATABASE_URL": owner,
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "off",
        "HTTPS": "off",
        "DATA_DIR": str(folder / "data"),
        "EMAIL_URL": f"filemail://{folder}/mail",
    }


def _administrator() -> dict[str, str]:
    """Write the address of the superuser who prepares the suite's database."""
    found: dict[str, Any] | None = settings.ADMIN_DATABASE
    if found is None:
        return {}
    host, port = quote(str(found["host"]), safe=""), found.get("port", 5432)
    password = f":{quote(found['password'], safe='')}" if found.get("password") else ""
    return {
        "ADMIN_DATABASE_URL": f"postgres://{found['user']}{password}@:{port}/{NAME}?host={host}"
    }


@contextmanager
def _watched(pooler: PgBouncer) -> Iterator[list[int]]:
    """Count the server's connections of the suite's database again and again."""
    counts, over = [0], Event()

    def watch() -> None:
        while not over.wait(0.1):
            counts.append(pooler.server_connections(f"test_{NAME}"))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield counts
    finally:
        over.set()
        watcher.join()
