"""A whole trail is verified: its beginning, its end and its times, in pages, at one moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.at_once import own_connection
from tests.timetracking.conftest import MADRID, tapped
from tests.timetracking.trail.cafe import (
    LOGINS,
    Cafe,
    compute_anew,
    execute,
    found,
    repeat,
    undone,
)
from timetracking.clocking.punches import clock_in, clock_out
from timetracking.models import AuditLine, Employee, WorkLog
from timetracking.trail import comparing, verifying


def test_a_week_by_the_services_is_intact(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        assert found() == []
        assert AuditLine.objects.values("subject").distinct().count() == 12
        acts = set(AuditLine.objects.values_list("subject", "act"))
        assert {("worklog", "removed"), ("punch", "changed"), ("correction", "changed")} < acts


@pytest.mark.parametrize("using", LOGINS)
@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(days=400), "dated before the line before"),
        (timedelta(minutes=2), "dated before the line before"),
        (timedelta(minutes=-2), "dated in the future"),
    ],
)
def test_a_line_of_another_time_is_found(
    age: timedelta, words: str, using: str, cafe: Cafe
) -> None:
    with undone(cafe.tenant, using):
        last = AuditLine.objects.latest("number").at
        repeat(cafe, at=last - age if age > timedelta() else timezone.now() - age)
        assert [words in flaw for flaw in found()] == [True]


# Those who may write the trail itself: the owner login alone.
OF_THE_OWNER = {
    "the trail emptied": (
        "DELETE FROM audit_lines; UPDATE audit_chain SET number = 0, hash = ''",
        "each trail begins with its company",
    ),
    "the end cut off": (
        "DELETE FROM audit_lines WHERE number = (SELECT max(number) FROM audit_lines);"
        " UPDATE audit_chain c SET (number, hash) = (SELECT number, hash FROM audit_lines"
        " ORDER BY number DESC LIMIT 1)",
        "breakkind",
    ),
    "the beginning cut off": ("DELETE FROM audit_lines WHERE number = 1", "line 1: missing"),
}


@pytest.mark.parametrize("way", OF_THE_OWNER)
def test_a_trail_that_is_shorter_is_found(way: str, cafe: Cafe) -> None:
    statements, words = OF_THE_OWNER[way]
    with undone(cafe.tenant, OWNER_ALIAS):
        for statement in statements.split("; "):
            execute(OWNER_ALIAS, statement)
        assert any(words in flaw for flaw in found())


def test_a_line_left_out_and_all_hashes_computed_anew_is_found(cafe: Cafe) -> None:
    with undone(cafe.tenant, OWNER_ALIAS):
        AuditLine.objects.for_log(cafe.shift)[2].delete()
        compute_anew()
        assert any("was not as line" in flaw for flaw in found())


def test_pages_may_be_of_any_size(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((verifying, "_PAGE"), (comparing, "_LINES"), (comparing, "_ROWS")):
        monkeypatch.setattr(module, name, 2)
    with undone(cafe.tenant):
        assert found() == []
        execute("default", "UPDATE work_logs SET notes = 'Sun'")
        assert len(found()) == 1


def test_more_rows_take_no_more_queries(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        with CaptureQueriesContext(connection) as few:
            assert found() == []
        for day in range(40, 10, -1):
            start = timezone.now() - timedelta(days=day)
            clock_in(cafe.ben, tapped(cafe.ben, start), time_zone=MADRID)
            clock_out(cafe.ben, tapped(cafe.ben, start + timedelta(hours=1)))
        with CaptureQueriesContext(connection) as many:
            assert found() == []
    assert len(few) == len(many) <= 80


def test_a_punch_while_the_rows_are_compared_is_no_flaw(
    fresh_company: Callable[..., Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command reads all rows as they were at its first statement."""
    tenant = fresh_company(owner_email="olga@fresh.example")
    with tenant_context(tenant):
        olga = Employee.objects.get()
        log = clock_in(olga, tapped(olga, timezone.now()), time_zone=MADRID)

    def clock_out_beside() -> None:
        with own_connection(tenant):
            later = timezone.now() + timedelta(minutes=5)
            clock_out(olga, tapped(olga, later))

    read = comparing._records

    def read_later(name: str, subject: Any) -> Any:
        if name == "worklog":
            with ThreadPoolExecutor(1) as pool:
                pool.submit(clock_out_beside).result()
        yield from read(name, subject)

    monkeypatch.setattr(comparing, "_records", read_later)
    call_command("verify_audit", tenant.slug, stdout=StringIO())
    with tenant_context(tenant):
        assert WorkLog.objects.get(pk=log.pk).check_out
