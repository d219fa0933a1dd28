"""Copies a company into a scratch schema beside it, each column as a plan says.

What the plan takes away is never written: the rows come from one statement for each table.
"""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, LiteralString

from django.db import connections, transaction
from psycopg import sql

from tenants import schemas
from tenants.backups import description
from tenants.backups.description import Description, Table
from tenants.backups.loading import PREFIX, Scratch, refusing
from tenants.backups.snapshot import begin, sequence_values, tables_of
from tenants.context import tenant_context
from tenants.exceptions import BackupRefused, TenantBusy
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

HIDDEN = "[…]"
"""Stands for a text that somebody has written."""


@dataclass(frozen=True)
class Rule:
    """How a column is copied: SQL in which {0} is the column of the original, and {1} the value.

    With a `kind`, a type of SQL, the value is in the plan's `replaced`, by the id of the row.
    """

    expression: LiteralString = "{0}"
    value: str | None = None
    kind: LiteralString = ""


KEEP = Rule()
NOTHING = Rule("NULL")
REPLACED, REPLACED_NUMBER = Rule(kind="text"), Rule(kind="numeric")
TEXT = Rule("CASE WHEN {0} = '' THEN '' ELSE {1} END", HIDDEN)
NOTES = Rule(
    "{0} || CASE WHEN {0}->>'notes' <> '' THEN jsonb_build_object('notes', {1}::text)"
    " ELSE '{{}}' END",
    HIDDEN,
)


def fixed(value: str) -> Rule:
    """Return a rule that gives every row this value."""
    return Rule("{1}", value)


@dataclass(frozen=True)
class Plan:
    """How each column of each table is copied; a table that is None has no rows in the copy."""

    tables: Mapping[str, Mapping[str, Rule] | None]
    replaced: Mapping[str, Mapping[int, Mapping[str, str | Decimal | None]]] = field(
        default_factory=dict
    )


@contextmanager
def scratch_copy(tenant: Tenant) -> Iterator[tuple[Scratch, Description]]:
    """Make an empty schema beside a company, of which the block reads one snapshot.

    As with `scratch_schema` nothing commits before the end of the block: rename the schema inside
    it. People of the company can work meanwhile; migrations of it wait. Raises TenantBusy,
    BackupRefused and UnknownTenant.
    """
    expected = tables_of(tenant)
    schema = f"{PREFIX}{secrets.token_hex(8)}"
    with transaction.atomic(using=OWNER_ALIAS, durable=True):
        begin(tenant, expected, "ISOLATION LEVEL REPEATABLE READ")
        with tenant_context(tenant, using=OWNER_ALIAS):
            found = description.describe(tenant.schema_name)
        if [table.name for table in found.tables] != expected:
            raise TenantBusy(f'The tables of "{tenant.slug}" are just being changed. Try again.')
        schemas.create_schema(schema)
        yield Scratch(schema), found


def refuse_unplanned(plan: Plan, found: Description) -> None:
    """Raise BackupRefused, by name, for columns of which the plan says nothing."""
    unknown = [
        f"{table.name}.{column}"
        for table in found.tables
        if plan.tables.get(table.name, {}) is not None
        for column in table.columns
        if column not in (plan.tables.get(table.name) or {})
    ]
    if unknown:
        raise BackupRefused(f"What becomes of {', '.join(unknown[:5])} in a copy is not decided.")


def fill(scratch: Scratch, tenant: Tenant, found: Description, plan: Plan) -> None:
    """Copy the tables as the plan says, with their keys, indexes and sequences.

    Raises BackupRefused, by name, for a column of which the plan says nothing.
    """
    refuse_unplanned(plan, found)
    scratch.run("".join(f"{table.statement};\n" for table in found.tables), "The tables")
    for table in found.tables:
        rules = plan.tables[table.name]
        if rules is not None:
            _fill(scratch, tenant, table, rules, plan.replaced.get(table.name, {}))
    scratch.run("".join(f"{statement};\n" for statement in found.finish), "The keys")
    scratch.set_sequences(sequence_values(tenant.schema_name, found))


def _fill(
    scratch: Scratch,
    tenant: Tenant,
    table: Table,
    rules: Mapping[str, Rule],
    replaced: Mapping[int, Mapping[str, str | Decimal | None]],
) -> None:
    names = [column for column in table.columns if rules[column].kind]
    values = [[row[name] for row in replaced.values()] for name in names]
    statement = sql.SQL(
        "INSERT INTO {} ({}) OVERRIDING SYSTEM VALUE SELECT {} FROM {} o{} ORDER BY o.ctid"
    ).format(
        sql.Identifier(scratch.schema, table.name),
        sql.SQL(", ").join(map(sql.Identifier, table.columns)),
        sql.SQL(", ").join(_expression(column, rules[column]) for column in table.columns),
        sql.Identifier(tenant.schema_name, table.name),
        _given(names, [rules[name].kind for name in names]),
    )
    parameters: list[Any] = [list(replaced), *values] if names else []
    with refusing(f"The rows of {table.name}"), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement, parameters or None)


def _expression(column: str, rule: Rule) -> sql.Composable:
    if rule.kind:
        return sql.Identifier("given", column)
    return sql.SQL(rule.expression).format(sql.Identifier("o", column), sql.Literal(rule.value))


def _given(names: Sequence[str], kinds: Sequence[LiteralString]) -> sql.Composable:
    """Return the join with the values of the plan, as parameters."""
    if not names:
        return sql.SQL("")
    arrays = [sql.SQL("%s::{}[]").format(sql.SQL(kind)) for kind in ("bigint", *kinds)]
    return sql.SQL(" LEFT JOIN unnest({}) AS given (id, {}) ON given.id = o.id").format(
        sql.SQL(", ").join(arrays),
        sql.SQL(", ").join(map(sql.Identifier, names)),
    )
