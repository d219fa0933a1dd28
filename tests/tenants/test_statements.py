"""Statements that serve no request are not sent."""

import pytest
from django.db import ProgrammingError, connection, transaction

from tenants.exceptions import StatementRefused
from tenants.models import Tenant


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE tenant_corgi_test",
        "RESET ROLE",
        "  set local role tenant_corgi_test",
        "COMMIT",
        "ROLLBACK",
        "BEGIN",
        "DO $$BEGIN END$$",
        "PREPARE x AS SELECT 1",
        "LISTEN x",
        "DISCARD ALL",
        "COPY employees TO STDOUT",
        "CREATE TEMP TABLE x (y int)",
        "/* SELECT */ RESET ROLE",
        "-- SELECT\nRESET ROLE",
        "",
        "SET CONSTRAINTSROLE",
    ],
)
def test_statements_that_serve_no_request_are_not_sent(statement: str, in_acme: Tenant) -> None:
    with pytest.raises(StatementRefused), connection.cursor() as cursor:
        cursor.execute(statement)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone()[0] == "tenant_acme_test"


def test_copy_is_refused_like_the_rest(in_acme: Tenant) -> None:
    with (
        pytest.raises(StatementRefused),
        connection.cursor() as cursor,
        cursor.copy("COPY employees TO STDOUT"),
    ):
        pytest.fail("the block must not run")


@pytest.mark.parametrize("parameters", [None, (), (1,)])
def test_nothing_can_be_stacked_on_a_statement(
    parameters: tuple[int, ...] | None, in_acme: Tenant
) -> None:
    statement = f"SELECT {'%s' if parameters else '1'}; RESET ROLE"
    with (
        pytest.raises(ProgrammingError, match="multiple commands"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, parameters)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone()[0] == "tenant_acme_test"


def test_parameters_travel_apart_from_the_statement(in_acme: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::text", ["'; RESET ROLE; --"])
        assert cursor.fetchone()[0] == "'; RESET ROLE; --"
        assert b"$1" in cursor.cursor._query.query
