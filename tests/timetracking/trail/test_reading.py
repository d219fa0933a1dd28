"""What a company's role writes so that it cannot be read stops neither its own verification nor
that of the others, and does not get into what the commands print."""

from collections.abc import Callable
from typing import Any

import pytest

from config.management.commands import verify_audit
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.trail.cafe import Cafe, execute, forge, found, undone
from tests.timetracking.trail.noting import run
from timetracking.models import AuditChain, AuditLine
from timetracking.trail import reading, verifying
from timetracking.trail.subjects import subjects

NUMBER_OF_5000_DIGITS = "('{\"x\": ' || repeat('1', 5000) || '}')::jsonb"


def nested(levels: int) -> str:
    return f"(repeat('[', {levels}) || repeat(']', {levels}))::jsonb"


# The values of a line that the company's role inserts, in SQL.
LINES = {
    "a number of 5,000 digits": {"after": NUMBER_OF_5000_DIGITS},
    "a number that is short to store": {"after": "'{\"x\": 1e100000}'::jsonb"},
    "3,000 lists inside each other": {"before": nested(3000)},
    "30 lists inside each other": {"before": nested(30)},
    "the end of time": {"at": "'infinity'"},
    "a year beyond Python's": {"at": "'20000-01-01'"},
    "a year before Christ": {"at": "'0044-01-01 BC'"},
}


def insert_line(**values: str) -> int:
    """Insert a line as the company's role and make it the last one; return its number."""
    number = AuditChain.objects.get().number + 1
    columns = {"at": "now()", "before": "NULL", "after": "NULL", **values}
    execute(
        "default",
        "INSERT INTO audit_lines (number, at, origin, address, subject, subject_id, act, before,"
        f" after, reason, previous_hash, hash) VALUES ({number}, {columns['at']}, 'x', '',"
        f" 'breakkind', 1, 'changed', {columns['before']}, {columns['after']}, '', '', 'abc')",
    )
    AuditChain.objects.update(number=number, hash="abc")
    return number


@pytest.mark.parametrize("way", LINES)
def test_a_line_that_cannot_be_read_is_a_flaw_and_the_rest_is_verified(
    way: str, cafe: Cafe
) -> None:
    with undone(cafe.tenant):
        number = insert_line(**LINES[way])
        execute("default", "UPDATE locations SET name = 'Spa' WHERE id = %(bar)s", bar=cafe.bar.pk)
        flaws = found()
        assert f"line {number}: has values that cannot be read" in flaws
        assert any(flaw.startswith(f"location {cafe.bar.pk}: differs") for flaw in flaws)
        assert len(flaws) == 2


ROWS = {
    "a request": f"UPDATE corrections SET after = {NUMBER_OF_5000_DIGITS}",
    "a request of many levels": f"UPDATE corrections SET before = {nested(3000)}",
    "what a person is told": f"UPDATE employees SET alerts = {nested(3000)}",
    "news of hours": f"UPDATE employees SET news = {nested(3000)}",
    "notices without a name": "UPDATE employees SET muted_notices = '{NULL,asked}'",
    "a shift before Christ": "UPDATE work_logs SET created_at = '0044-01-01 BC'",
    "an endless break": "UPDATE breaks SET \"end\" = 'infinity' WHERE is_paid",
}


@pytest.mark.parametrize("way", ROWS)
def test_a_row_that_cannot_be_read_is_a_flaw_and_the_rest_is_verified(way: str, cafe: Cafe) -> None:
    with undone(cafe.tenant):
        execute("default", ROWS[way])
        execute("default", "UPDATE company_settings SET time_zone = 'Asia/Tokyo'")
        flaws = found()
        assert any("has values that cannot be read" in flaw for flaw in flaws)
        assert any("in time_zone" in flaw for flaw in flaws)


def test_what_is_too_long_is_not_read(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_ROW", 50_000)
    with undone(cafe.tenant):
        number = insert_line(after="to_jsonb(repeat('x', 60000))")
        execute("default", "UPDATE work_logs SET notes = repeat('x', 60000)")
        flaws = found()
        assert f"line {number}: is too long to be read" in flaws
        assert f"worklog {cafe.shift.pk}: is too long to be read" in flaws


def test_a_shift_of_too_many_breaks_is_not_read(
    cafe: Cafe, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LONGEST_ROW", 50_000)
    with undone(cafe.tenant):
        execute(
            "default",
            'INSERT INTO breaks (work_log_id, kind_id, is_paid, start, "end")'
            " SELECT %(shift)s, %(coffee)s, true, now() + n * interval '1 h',"
            " now() + n * interval '1 h' + interval '1 min' FROM generate_series(1, 300) n",
            shift=cafe.shift.pk,
            coffee=cafe.coffee.pk,
        )
        assert found() == [f"worklog {cafe.shift.pk}: is too long to be read"]


def test_long_rows_are_read_in_short_pages(cafe: Cafe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST_PAGE", 1)
    with undone(cafe.tenant):
        assert found() == []
        page, has_more = reading.read_page(AuditLine.objects.all(), "number", limit=10)
        assert (len(page), has_more) == (1, True)


def test_every_value_of_a_row_has_a_name_that_the_trail_knows(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        for _, subject in subjects():
            for row in subject.rows():
                assert [name for name in subject.state(row) if not subject.knows(name)] == []


def test_a_name_that_the_product_does_not_know_is_not_printed(
    fresh_company: Callable[..., Tenant],
) -> None:
    tenant = fresh_company("Forger")
    with tenant_context(tenant):
        line = AuditLine.objects.get(subject="breakkind")
        forge(
            actor=None, origin="x", subject="breakkind", subject_id=line.subject_id,
            before={"a\nother: 12 lines, intact\n\x1b[2J": 1, "name": "x"}, after={},
        )  # fmt: skip
    printed = run("verify_audit", tenant.slug)
    assert "found it: name, an unknown field\n" in printed
    assert "12 lines" not in printed
    assert "\x1b" not in printed


def test_a_company_that_cannot_be_verified_stops_no_other(
    fresh_company: Callable[..., Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = sorted((fresh_company("A"), fresh_company("B")), key=lambda one: one.slug)
    verify = verifying.verify

    def fail_for_the_first(**values: Any) -> Any:
        if AuditChain.objects.filter(hash="x").exists():
            raise MemoryError("of\nwhat the company wrote")
        return verify(**values)

    monkeypatch.setattr(verify_audit, "verify", fail_for_the_first)
    with tenant_context(first):
        AuditChain.objects.update(hash="x")
    printed = run("verify_audit")
    assert f"{first.slug}: could not be read: MemoryError\n" in printed
    assert "the company wrote" not in printed
    assert f"{second.slug}: 2 lines, intact" in printed
    assert f"The audit trail could not be read: {first.slug}" in printed


def test_of_many_flaws_the_first_are_printed(
    fresh_company: Callable[..., Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = fresh_company("Flawed")
    monkeypatch.setattr(verify_audit, "MOST", 3)
    with tenant_context(tenant):
        execute(
            "default",
            "INSERT INTO break_kinds (name, is_paid, is_active)"
            " SELECT 'Nap ' || n, true, true FROM generate_series(1, 9) n",
        )
    printed = run("verify_audit", tenant.slug)
    assert printed.count("has no line") == 3
    assert "has more flaws than these 3" in printed
