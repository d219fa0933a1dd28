"""How long a command inside a company may wait for who sits at it."""

import io
import sys
from typing import Any

import psycopg
import pytest
from django.core.management.commands import sendtestemail, shell
from django.db import connection, connections
from pytest_django import Settings

from tenants.context import require_active, tenant_context
from tenants.models import Tenant
from tests.tenants.commands import run
from timetracking.models import Employee


class Terminal(io.StringIO):
    """Is a terminal that somebody sits at."""

    def isatty(self) -> bool:
        return True


def idle_limits(monkeypatch: pytest.MonkeyPatch, kind: Any) -> list[str]:
    """Have a command note, instead of its work, how long it may wait for its client."""
    found: list[str] = []

    def note(self: object, *args: Any, **options: Any) -> None:
        assert require_active()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('idle_in_transaction_session_timeout'),"
                " current_setting('statement_timeout')"
            )
            found.extend(cursor.fetchone())

    monkeypatch.setattr(kind, "handle", note)
    return found


def test_who_thinks_in_a_shell_has_all_the_time(
    company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = idle_limits(monkeypatch, shell.Command)
    run("tenant_command", company.slug, "shell")
    assert found == ["0", "10s"]


def test_so_has_whoever_sits_at_a_terminal(
    company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = idle_limits(monkeypatch, sendtestemail.Command)
    monkeypatch.setattr(sys, "stdin", Terminal())
    run("tenant_command", company.slug, "sendtestemail", "a@b.example")
    assert found[0] == "0"


@pytest.mark.parametrize("stdin", [io.StringIO(), None])
def test_a_job_has_the_limit_of_a_request(
    stdin: Any, company: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = idle_limits(monkeypatch, sendtestemail.Command)
    monkeypatch.setattr(sys, "stdin", stdin)
    run("tenant_command", company.slug, "sendtestemail", "a@b.example")
    assert found[0] == "1min"


def test_a_thought_that_takes_longer_than_the_limit_loses_no_work(
    company: Tenant, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IDLE_TIMEOUT_MS = 200

    def think(self: object, *args: Any, **options: Any) -> None:
        Employee.objects.create(name="Bo")
        backend = connection.connection.info.backend_pid
        with psycopg.connect(**_plain("owner"), autocommit=True) as beside:
            # Until the server has seen the session idle for longer than the limit.
            beside.execute(
                "SELECT pg_sleep(greatest(0, 0.5 - extract(epoch FROM now() - state_change)))"
                " FROM pg_stat_activity WHERE pid = %s",
                [backend],
            )
        Employee.objects.create(name="Cy")

    monkeypatch.setattr(shell.Command, "handle", think)
    run("tenant_command", company.slug, "shell")
    with tenant_context(company):
        assert set(Employee.objects.values_list("name", flat=True)) == {"Ada", "Bo", "Cy"}


def _plain(alias: str) -> dict[str, Any]:
    """Give what psycopg needs to connect beside Django."""
    facts: dict[str, Any] = connections[alias].get_connection_params()
    ours = {"context", "cursor_factory", "prepare_threshold"}
    return {key: value for key, value in facts.items() if key not in ours}
