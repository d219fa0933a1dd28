"""One read-only query over all tenants: a line in the operator's code, few round trips."""

import secrets
from collections.abc import Iterator
from copy import copy
from itertools import islice
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connections, transaction
from django.db.models import QuerySet
from django.db.models.query import ValuesIterable, ValuesListIterable

from tenants.context import get_active
from tenants.exceptions import AcrossRefused, NoTenantError
from tenants.history import behind
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import tenant_labels

# Each tenant's tables and indexes are locked for the length of a message, and planned for.
BATCH = 100
LOCK_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 60_000
NAMED = 5  # tenants named in a sentence


def across(
    queryset: "QuerySet[Any, Any]",
    *,
    tenants: TenantQuerySet | None = None,
    batch: int = BATCH,
) -> Iterator[tuple[str, Any]]:
    """Yield (slug, row) for each row that the queryset has in each served tenant, by slug.

    The queryset is one of a tenant app's models that ends with `.values(…)` or `.values_list(…)`,
    as in `for slug, row in across(WorkLog.objects.filter(check_out=None).values("check_in"))`.
    It may filter, join, annotate and count; order and limits hold within a tenant, distinctness
    and totals too. Runs as the owner login, outside every tenant, as one UNION ALL for `batch`
    tenants, each in a transaction of its own that can only read. Raises AcrossRefused for another
    queryset, and where a tenant is behind the code; NoTenantError inside a tenant.
    """
    chosen = Tenant.objects.active() if tenants is None else tenants
    chosen = chosen.using(OWNER_ALIAS)
    _refuse(queryset, chosen)
    schema = f"tenant_{secrets.token_hex(16)}"  # stands where a tenant's will
    connection = _qualifying(schema)
    compiler = queryset.query.chain().get_compiler(connection=connection)
    try:
        statement = connection.ops.compose_sql(*compiler.as_sql())
    except EmptyResultSet:  # such as a filter by an empty list
        return
    waiting = chosen.in_pages(batch)
    while slugs := [tenant.slug for tenant in islice(waiting, batch)]:
        union = " UNION ALL ".join(
            f"SELECT '{slug}', q.* FROM ({statement.replace(schema, f'tenant_{slug}')}) q"  # noqa: S608
            for slug in slugs
        )
        found = _read(union)
        rows = compiler.results_iter(results=[[row[1:] for row in found]], tuple_expected=True)
        for (slug, *_), row in zip(found, rows, strict=True):
            yield slug, _shaped(queryset, row)


def _refuse(queryset: "QuerySet[Any, Any]", tenants: TenantQuerySet) -> None:
    """Raise unless the query can be asked of all these tenants."""
    active = get_active()
    if active is not None:
        raise NoTenantError(
            f'Still inside tenant "{active.tenant.slug}"; leave it before asking all of them.'
        )
    if queryset.model._meta.app_label not in tenant_labels():
        raise AcrossRefused(f"{queryset.model.__name__} is not a model of a tenant app.")
    if queryset._iterable_class not in (ValuesIterable, ValuesListIterable):
        raise AcrossRefused("End the queryset with .values(…) or .values_list(…), without flat.")
    late = behind(tenants)
    if count := late.count():
        some = ", ".join(late.order_by("slug").values_list("slug", flat=True)[:NAMED])
        raise AcrossRefused(
            f"Behind the code and perhaps without what is asked for: {some}"
            + (f" and {count - NAMED} more" if count > NAMED else "")
            + ". Run migrate_tenants, or name the others with tenants=…."
        )


def _qualifying(schema: str) -> Any:
    """Return the owner's connection as a compiler knows it, writing tables with their schema."""
    models = apps.get_models(include_auto_created=True)
    tables = {
        model._meta.db_table: schema if model._meta.app_label in tenant_labels() else "public"
        for model in models
    }
    columns = {field.column for model in models for field in model._meta.local_concrete_fields}
    if same := tables.keys() & columns:  # the compiler quotes both in one way
        raise AcrossRefused(f"A table and a column are both called {', '.join(sorted(same))}.")
    connection = copy(connections[OWNER_ALIAS])
    connection.ops = copy(connection.ops)
    quote_name = connection.ops.quote_name

    def qualified(name: str) -> str:
        quoted: str = quote_name(name)
        return f"{quote_name(tables[name])}.{quoted}" if name in tables else quoted

    connection.ops.quote_name = qualified  # type: ignore[method-assign]
    return connection


def _read(union: str) -> list[tuple[Any, ...]]:
    """Ask the server, in a transaction that cannot write and does not wait for long."""
    # Only the outermost transaction: what it sets would go on holding in the one around it.
    outermost = transaction.atomic(using=OWNER_ALIAS, durable=True)
    with outermost, connections[OWNER_ALIAS].cursor() as cursor:
        # Raw SQL that names "users" would find public's, where operators are.
        cursor.execute(
            "SET LOCAL search_path = pg_catalog, pg_temp;"
            " SET TRANSACTION READ ONLY; SET LOCAL max_parallel_workers_per_gather = 0;"
            f" SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS:d};"
            f" SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS:d}; {union}"
        )
        cursor.set_result(-1)
        return list(cursor.fetchall())


def _shaped(queryset: "QuerySet[Any, Any]", row: tuple[Any, ...]) -> Any:
    """Give a row the form that the queryset would: a dictionary, or a tuple."""
    if queryset._iterable_class is ValuesListIterable:
        return row
    query = queryset.query
    names = query.selected or [
        *query.extra_select,
        *query.values_select,
        *query.annotation_select,
    ]
    return dict(zip(names, row, strict=True))
