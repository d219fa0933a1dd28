"""Slow statements: with the company, without what people have written."""

import logging
from typing import Any

import pytest
from psycopg import sql

from accounts.models import User
from config.observability import registry
from config.observability.companies import busiest
from config.observability.statements import LONGEST, without_values
from tenants.models import Tenant


def test_a_slow_statement_is_logged_with_company_and_without_values(
    in_acme: Tenant, caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    settings.SLOW_STATEMENT_MS = 0
    with caplog.at_level("WARNING", "shiftbook.statements"):
        assert not User.objects.filter(email="anna-canary@acme.example", pk=4711).exists()
    (record,) = [one for one in caplog.records if one.name == "shiftbook.statements"]
    line = logging.Formatter("%(message)s").format(record)
    assert line.startswith("A statement took ")
    assert 'FROM "users" WHERE' in line
    assert "canary" not in line
    assert "4711" not in line
    assert record.__dict__["tenant"] == "acme_test"
    assert record.__dict__["duration_ms"] >= 0
    assert busiest(5)["acme_test"][3] == 1


def test_quick_statements_are_counted_and_not_logged(
    in_acme: Tenant, caplog: pytest.LogCaptureFixture
) -> None:
    def number() -> float:
        value = registry.OWN.get_sample_value("shiftbook_statement_seconds_count")
        return value or 0

    before = number()
    assert not User.objects.filter(pk=0).exists()
    assert number() == before + 1
    assert not [one for one in caplog.records if one.name == "shiftbook.statements"]


@pytest.mark.parametrize(
    ("statement", "shown"),
    [
        ("SELECT 1 FROM t WHERE a = 'Anna' AND b = %s", "SELECT ? FROM t WHERE a = ? AND b = %s"),
        ("SELECT 'O''Hara', E'it\\'s', 'x'", "SELECT ?, ?, ?"),
        ("SELECT 'a\\', 'Anna'", "SELECT ?, ?"),
        ("SELECT $$Anna$$, $x$Anna's$x$", "SELECT ?, ?"),
        ("SELECT a -- Anna\nFROM t /* Anna */", "SELECT a ? FROM t ?"),
        ('SELECT "t1"."col2", $1 FROM tenant_a1', 'SELECT "t1"."col2", $1 FROM tenant_a1'),
        ("SELECT 'Anna", "SELECT ?"),
        (b"SELECT 'Anna'", "SELECT ?"),
        (sql.SQL("SELECT {}").format(sql.Literal("Anna")), "SELECT ?"),
    ],
)
def test_values_in_a_statement_are_left_out(statement: Any, shown: str) -> None:
    assert without_values(statement) == shown


def test_a_long_statement_is_cut() -> None:
    cut = without_values("SELECT " + "'Anna', " * 100_000)
    assert len(cut) == LONGEST + 2
    assert "Anna" not in cut
