"""migrate_tenants over companies that are in use, interrupted, cut off, made meanwhile."""

import os
import pty
import re
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from accounts.models import User
from tenants import lifecycle
from tenants.context import public_context, tenant_context
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tests.catalog import catalog_of
from tests.faults.lock_watch import LockWatch, reading
from tests.faults.rollouts import LATER, command, last_line, only, owner, run, started, tagged
from tests.faults.visitors import PASSWORD, sign_in
from tests.serving import ROOT, Server, environment
from tests.waiting import PATIENCE, wait_until
from timetracking.models import Employee

MANY = 50


@pytest.mark.parametrize("place", [0, MANY // 2], ids=["the first", "one amid others"])
def test_a_company_that_is_in_use_is_served_and_done_later(place: int, many: list[Tenant]) -> None:
    company = many[place]
    with tenant_context(company):
        user = User.objects.create_user("staff@fresh.example", PASSWORD, name="Sam")
        Employee.objects.create(name="Sam", email=user.email, user=user)
    with Server() as server, sign_in(server, company) as client, LockWatch(company) as watch:

        def is_served_until(condition: Callable[[], bool]) -> bool:
            assert client.get("/").status_code == 200
            return condition()

        with reading(company), started(*only(many)) as process:
            others = {one.schema_name for one in many if one != company}
            wait_until(lambda: is_served_until(lambda: others <= tagged()))
            assert company.schema_name not in tagged()
            assert process.poll() is None
        # The block has killed the run: it is done by a second one, which the reader's end lets by.
        wait_until(lambda: not watch.exclusive)
        with reading(company) as reader, started(*only(many)) as process:
            before = watch.given_up
            wait_until(lambda: is_served_until(lambda: watch.given_up > before))
            reader.rollback()
            said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said
    assert f"{company.slug}: in use, will be retried: canceling statement due to lock" in said
    assert last_line(said) == f"1 migrated, {MANY - 1} up to date, 0 failed."
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

    with started(*only(many), "--jobs", "2") as process:
        wait_until(lambda: len(tagged()) > 5)
        for _ in range(3):
            wait_until(cut_off)
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, said[-2000:]
    assert len(tagged()) == MANY
    assert ended


def provision() -> Tenant:
    """Create a company in a thread, which has to enter public itself."""
    with public_context():
        return provision_tenant(slug="many_new", name="New")


def test_a_company_that_is_made_meanwhile_is_whole(many: list[Tenant]) -> None:
    with started(*only(many)) as process, ThreadPoolExecutor(1) as pool:
        wait_until(lambda: len(tagged()) > 5)
        made = pool.submit(provision).result(timeout=PATIENCE)
        process.communicate(timeout=PATIENCE)
        pool.submit(connections.close_all).result()
    try:
        assert process.returncode == 0
        run(*only([made]))  # it was made by this release's code
        assert catalog_of(made.schema_name) == catalog_of(many[0].schema_name)
    finally:
        lifecycle.drop_tenant(made)


def test_a_terminal_shows_a_bar_with_rate_and_time_left(many: list[Tenant]) -> None:
    mine, its = pty.openpty()
    size = {"COLUMNS": "100", "TERM": "xterm"}
    with subprocess.Popen(
        command(*only(many), "--jobs", "2"),
        cwd=ROOT,
        env=environment() | LATER | size,
        stdout=its,
        stderr=its,
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
    assert f"{MANY}/{MANY}" in words
    assert re.search(r"\d+/s", words)
    assert re.search(r"\d:\d\d:\d\d", words)
    assert "many_025: " not in words
    assert f"{MANY} migrated, 0 up to date, 0 failed." in words
