"""A short `make soak`: nothing foreign, nothing lost; and what is planted in it is found."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import psutil
import pytest
from django.conf import settings
from django.db import connections

from benchmarks.soak import database
from tenants.postgresql.switch import OWNER_ALIAS
from tests.serving import ROOT, database_url
from tests.waiting import PATIENCE, wait_until


@contextmanager
def running(*arguments: str) -> Iterator["subprocess.Popen[str]"]:
    """Start a run beside the test database, where it makes one of its own; leave none behind."""
    run = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.soak", *arguments],
        cwd=ROOT,
        env={
            **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
            "DATABASE_URL": database_url("default"),
            "OWNER_DATABASE_URL": database_url("owner"),
            "ADMIN_DATABASE_URL": admin_database_url(),
            "SECRET_KEY": settings.SECRET_KEY,
            "DATA_DIR": str(settings.DATA_DIR),
            "BASE_DOMAIN": settings.BASE_DOMAIN,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield run
    finally:
        if run.poll() is None:  # a test has failed half-way: the next must find the way clear
            run.send_signal(signal.SIGINT)
            run.communicate(timeout=PATIENCE)


def children_of(run: "subprocess.Popen[str]", *, at_least: int) -> list[psutil.Process]:
    """Wait until a run has so many processes below it: "Serving" comes with the first worker."""
    found: list[psutil.Process] = []

    def there_are() -> bool:
        found[:] = psutil.Process(run.pid).children(recursive=True)
        return len(found) >= at_least

    wait_until(there_are)
    return found


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process runs; one that has ended may not have been reaped yet."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def admin_database_url() -> str:
    """Write the address of the server's superuser, or nothing."""
    found = settings.ADMIN_DATABASE
    if found is None:
        return ""
    password = f":{quote(found['password'], safe='')}" if found.get("password") else ""
    host = quote(found.get("host", "localhost"), safe="")
    port = found.get("port", 5432)
    return f"postgres://{found['user']}{password}@:{port}/postgres?host={host}"


def figure(output: str, name: str) -> int:
    """Read one of the figures that a run prints."""
    found = re.search(rf"(?m)^{re.escape(name)} +([\d,]+)", output)
    assert found, output
    return int(found[1].replace(",", ""))


@pytest.mark.usefixtures("committed", "two_logins")
def test_a_short_run_leaks_nothing_and_loses_nothing() -> None:
    options = ("--requests=500", "--companies=4", "--kills=2", "--terminations=3", "--seed=7")
    with running(*options) as run:
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, output
    assert output.endswith("PASSED\n")
    assert figure(output, "requests") == 500
    assert figure(output, "workers killed") == 2
    assert figure(output, "backends terminated") == 3
    assert figure(output, "cancelled") > 25
    assert figure(output, "foreign canaries in answers") == 0
    assert figure(output, "foreign canaries in rows") == 0
    assert figure(output, "acknowledged writes lost") == 0
    assert figure(output, "5xx not explained by a fault") == 0


@pytest.mark.usefixtures("committed", "two_logins")
def test_a_run_finds_what_is_planted_in_it() -> None:
    plants = ("--plant=foreign", "--plant=lost", "--plant=twice")
    options = ("--requests=200", "--companies=2", "--kills=0", "--terminations=0", *plants)
    with running(*options) as run:
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 1, output
    assert output.endswith("FAILED\n")
    assert figure(output, "foreign canaries in answers") > 0
    assert figure(output, "foreign canaries in rows") > 0
    assert figure(output, "acknowledged writes lost") == 1
    assert figure(output, "written twice") > 0


@pytest.mark.usefixtures("committed", "two_logins")
def test_a_run_that_is_interrupted_leaves_nothing() -> None:
    with running("--requests=1000000", "--companies=2", "--staff=4", "--kills=0") as run:
        assert run.stdout is not None
        while "Serving" not in (line := run.stdout.readline()):
            assert line, "the run ended by itself"
        started = children_of(run, at_least=3)  # gunicorn and its workers
        run.send_signal(signal.SIGINT)
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130, output
    wait_until(lambda: not any(map(is_alive, started)))
    assert left_on_the_server() == ([], [])


def left_on_the_server() -> tuple[list[str], list[str]]:
    """List the databases and roles of soak runs beside the test database."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%soak'")
        databases = [name for (name,) in cursor.fetchall()]
        slug = database.company_slug(database.slug_prefix(database.database_name()), 0)
        cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = %s", [f"tenant_{slug}"])
        return databases, [name for (name,) in cursor.fetchall()]


@pytest.mark.usefixtures("committed")
def test_no_other_database_is_touched() -> None:
    with pytest.raises(database.SoakError, match="does not belong to a soak run"):
        database.drop_companies()
