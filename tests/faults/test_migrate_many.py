"""migrate_tenants over hundreds of companies: poisoned, in use, interrupted, killed."""

import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections

from accounts.models import User
from tenants import lifecycle
from tenants.context import public_context, tenant_context
from tenants.history import history
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.catalog import catalog_of
from tests.faults.lock_watch import LockWatch, reading
from tests.faults.visitors import PASSWORD, sign_in
from tests.serving import ROOT, Server, environment
from tests.waiting import PATIENCE, wait_until
from timetracking.models import Employee

MANY = 500
KILLED = 200  # of them, in the test that kills
KILLS = 20
NOW = history().nodes[-1][1]  # the product's last migration
LATER = {"DJANGO_SETTINGS_MODULE": "tests.faults.later_settings"}
Ended = tuple[int, str]


def command(*args: str) -> list[str]:
    return [sys.executable, "manage.py", "migrate_tenants", *args]


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


@pytest.fixture(scope="module")
def all_of_them(companies: tuple[Tenant, Tenant], django_db_blocker: Any) -> Iterator[list[Tenant]]:
    """Make them once, and drop them at the end."""
    with django_db_blocker.unblock(), public_context():
        made = [provision_tenant(slug=f"many_{n:03}", name=f"Many {n}") for n in range(MANY)]
        yield made
        for company in made:
            lifecycle.drop_tenant(company)
        connections.close_all()


@pytest.fixture
def many(all_of_them: list[Tenant], committed: None) -> Iterator[list[Tenant]]:
    """Return the companies at the last migration of this release, and bring them back to it."""
    yield all_of_them
    code, said = run("timetracking", NOW, "--jobs", "2")
    assert code == 0, said[-2000:]
    assert versions() == {history().version}


def versions() -> set[str]:
    return set(Tenant.objects.using(OWNER_ALIAS).values_list("schema_version", flat=True))


def tagged() -> set[str]:
    """Name the schemas where the next release's column is."""
    found = owner("SELECT table_schema FROM information_schema.columns WHERE column_name = 'tag'")
    return {schema for (schema,) in found}


def last_line(said: str) -> str:
    return next(line for line in said.splitlines() if " migrated, " in line)


def test_three_poisoned_companies_of_five_hundred(many: list[Tenant]) -> None:
    poisoned = [many[1], many[250], many[499]]
    for company in poisoned:
        owner(f"ALTER TABLE {company.schema_name}.work_logs ADD COLUMN tag int")
    code, said = run()
    assert code == 1
    assert last_line(said) == f"{MANY + 2 - 3} migrated, 0 up to date, 3 failed."
    assert "Failed: many_001, many_250, many_499." in said
    for company in poisoned:
        reason = rf'{company.slug}: failed, unchanged: column "tag" of relation .* already exists'
        assert re.search(reason, said)
        assert catalog_of(company.schema_name)["migrations"][-1] == ("timetracking", NOW)
    assert len(tagged()) == MANY + 2

    for company in poisoned:
        owner(f"ALTER TABLE {company.schema_name}.work_logs DROP COLUMN tag")
    code, said = run()
    assert code == 0
    assert last_line(said) == f"3 migrated, {MANY + 2 - 3} up to date, 0 failed."
    touched = [line.split(":")[0] for line in said.splitlines() if "9999_tag" in line]
    assert touched == [company.slug for company in poisoned]


def test_killed_at_random_a_rerun_makes_all_schemas_equal(many: list[Tenant]) -> None:
    some = many[:KILLED]
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    schemas = {company.schema_name for company in some}
    assert run(*only(some))[0] == 0
    amid = 0
    for number in range(KILLS):
        back = ["timetracking", NOW] if number % 2 == 0 else []
        before = tagged() & schemas
        left = len(before if back else schemas - before)
        share = chance.randrange(left) if left else 0
        jobs = ["--jobs", str(chance.choice([1, 2, 4]))]
        with started(*back, *only(some), *jobs) as process:
            wait_until(lambda: is_through(process, before, share))  # noqa: B023 - at once
            time.sleep(chance.uniform(0, 0.05))  # at any moment between two companies
            amid += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.communicate(timeout=PATIENCE)
    assert amid >= KILLS / 4, "nearly every run was over before it was killed"
    code, said = run(*only(some))
    assert code == 0, said[-2000:]
    first, *others = (catalog_of(company.schema_name) for company in some)
    assert first["migrations"][-1] == ("timetracking", "9999_tag")
    assert all(other == first for other in others), f"seed {seed}"
    at = Tenant.objects.filter(pk__in=[one.pk for one in some]).values_list("schema_version")
    assert {version for (version,) in at} == {f"{history().version} timetracking.9999_tag"}


def is_through(process: "subprocess.Popen[str]", before: set[str], share: int) -> bool:
    """Say whether a run has changed more than so many companies, or is over."""
    return process.poll() is not None or len(before ^ tagged()) > share


@pytest.mark.parametrize("place", [0, 250], ids=["the first", "one amid others"])
def test_a_company_that_is_in_use_is_served_and_done_later(place: int, many: list[Tenant]) -> None:
    company = many[place]
    with tenant_context(company):
        user = User.objects.create_user("staff@fresh.example", PASSWORD, name="Sam")
        Employee.objects.create(name="Sam", email=user.email, user=user)
    with Server() as server, sign_in(server, company) as client, LockWatch(company) as watch:

        def is_served_until(condition: Callable[[], bool]) -> bool:
            assert client.get("/").status_code == 200
            return condition()

        with reading(company), started() as process:
            others = {one.schema_name for one in many if one != company}
            wait_until(lambda: is_served_until(lambda: others <= tagged()))
            assert company.schema_name not in tagged()
            assert process.poll() is None
        # The block has killed the run: it is done by a second one, which the reader's end lets by.
        with reading(company) as reader, started() as process:
            before = watch.given_up
            wait_until(lambda: is_served_until(lambda: watch.given_up > before))
            reader.rollback()
            said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert f"{company.slug}: in use, will be retried: canceling statement due to lock" in said
    assert last_line(said) == f"1 migrated, {MANY + 1} up to date, 0 failed."
    assert company.schema_name in tagged()
    # As the server measured it: a page takes longer on a machine that is busy otherwise.
    assert watch.waits
    assert max(watch.waits.values()) < 1, watch.waits
    owner(f"TRUNCATE {company.schema_name}.users CASCADE")


def test_patience_ends(many: list[Tenant]) -> None:
    some = many[:5]
    with reading(some[2]):
        code, said = run(*only(some), "--patience", "1")
    assert code == 1
    assert "4 migrated, 0 up to date, 1 failed." in said
    assert re.search(r"many_002: failed, unchanged: canceling .* Gave up after 1 s\.", said)
    assert some[2].schema_name not in tagged()


@pytest.mark.parametrize("jobs", ["1", "4"])
def test_an_interrupt_leaves_each_company_done_or_as_it_was(jobs: str, many: list[Tenant]) -> None:
    with started("--jobs", jobs) as process:
        wait_until(lambda: len(tagged()) > 20)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "Stopped. " in said
    assert "not started. Run migrate_tenants again." in said
    assert "Traceback" not in said
    done = len(tagged())
    assert 20 < done < MANY
    code, said = run()
    assert code == 0
    assert last_line(said) == f"{MANY + 2 - done} migrated, {done} up to date, 0 failed."


def test_a_connection_that_is_cut_off_costs_one_try(many: list[Tenant]) -> None:
    ended: list[str] = []

    def cut_off() -> bool:
        """End the connections that are at work just now, but no company's twice."""
        found = owner(
            "SELECT application_name, pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name LIKE 'shiftbook/many%' AND state <> 'idle'"
            " AND pid <> pg_backend_pid() AND usename = session_user"
            f" AND application_name <> ALL (ARRAY{ended}::text[])"
        )
        ended.extend(name for name, _ in found)
        return bool(found) or process.poll() is not None

    with started("--jobs", "2") as process:
        wait_until(lambda: len(tagged()) > 20)
        for _ in range(3):
            wait_until(cut_off)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said[-2000:]
    assert len(tagged()) == MANY + 2
    assert ended


def provision() -> Tenant:
    """Create a company in a thread, which has to enter public itself."""
    with public_context():
        return provision_tenant(slug="many_new", name="New")


def test_a_company_that_is_made_meanwhile_is_whole(many: list[Tenant]) -> None:
    with started() as process, ThreadPoolExecutor(1) as pool:
        wait_until(lambda: len(tagged()) > 20)
        made = pool.submit(provision).result(timeout=PATIENCE)
        process.communicate(timeout=PATIENCE)
        pool.submit(connections.close_all).result()
    try:
        assert process.returncode == 0
        run()  # it was made by this release's code
        assert catalog_of(made.schema_name) == catalog_of(many[0].schema_name)
    finally:
        lifecycle.drop_tenant(made)


def test_a_terminal_shows_a_bar_with_rate_and_time_left(many: list[Tenant]) -> None:
    mine, its = pty.openpty()
    size = {"COLUMNS": "100", "TERM": "xterm"}
    with subprocess.Popen(
        command("--jobs", "2"), cwd=ROOT, env=environment() | LATER | size, stdout=its, stderr=its
    ) as process:
        os.close(its)
        said = b""
        while True:
            try:
                said += os.read(mine, 65536)
            except OSError:  # the terminal's other end is closed
                break
        process.wait(timeout=PATIENCE)
    os.close(mine)
    words = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", said).decode()
    assert process.returncode == 0
    assert f"{MANY + 2}/{MANY + 2}" in words
    assert re.search(r"\d+/s", words)
    assert re.search(r"\d:\d\d:\d\d", words)
    assert "many_100: " not in words
    assert f"{MANY + 2} migrated, 0 up to date, 0 failed." in words
