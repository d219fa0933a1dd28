"""One read-only query over all tenants, in few round trips."""

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
from tenants.history import tenants_behind
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.routers import tenant_labels

# The tables and indexes of every tenant in a batch are planned and locked together.
BATCH = 100
LOCK_TIMEOUT_MS = 5_000
STATEMENT_TIMEOUT_MS = 60_000
MAX_NAMED = 5  # slugs listed in an error message


def across(
    queryset: "QuerySet[Any, Any]",
    *,
    tenants: TenantQuerySet | None = None,
    batch: int = BATCH,
) -> Iterator[tuple[str, Any]]:
    """Yield (slug, row) for each row that the queryset has in each served tenant, by slug.

    The queryset is of a tenant app's model and ends with `.values(…)` or `.values_list(…)`, as in
    `for slug, row in across(WorkLog.objects.filter(check_out=None).values("check_in"))`. It may
    filter, join, annotate and count; ordering, limits, distinct and totals apply within each
    tenant. Runs as the owner login, outside any tenant: one UNION ALL for `batch` tenants at a
    time, each in its own read-only transaction. Raises AcrossRefused for any other queryset and
    if a tenant is behind the code, NoTenantError inside a tenant.
    """
    tenants = (Tenant.objects.active() if tenants is None else tenants).using(OWNER_ALIAS)
    _check_query(queryset, tenants)
    placeholder = f"tenant_{secrets.token_hex(16)}"  # replaced by each tenant's schema
    connection = _qualifying_connection(placeholder)
    compiler = queryset.query.chain().get_compiler(connection=connection)
    try:
        statement = connection.ops.compose_sql(*compiler.as_sql())
    except EmptyResultSet:  # for example, a filter by an empty list
        return
    remaining = tenants.in_pages(batch)
    while slugs := [tenant.slug for tenant in islice(remaining, batch)]:
        union = " UNION ALL ".join(
            f"SELECT '{slug}', q.* FROM ({statement.replace(placeholder, f'tenant_{slug}')}) q"  # noqa: S608
            for slug in slugs
        )
        raw_rows = _fetch_rows(union)
        rows = compiler.results_iter(results=[[row[1:] for row in raw_rows]], tuple_expected=True)
        for (slug, *_), row in zip(raw_rows, rows, strict=True):
            yield slug, _format_row(queryset, row)


def _check_query(queryset: "QuerySet[Any, Any]", tenants: TenantQuerySet) -> None:
    """Raise unless the query can run in all these tenants."""
    active = get_active()
    if active is not None:
        raise NoTenantError(
            f'Still inside tenant "{active.tenant.slug}"; leave it before querying all of them.'
        )
    if queryset.model._meta.app_label not in tenant_labels():
        raise AcrossRefused(f"{queryset.model.__name__} is not a model of a tenant app.")
    if queryset._iterable_class not in (ValuesIterable, ValuesListIterable):
        raise AcrossRefused("End the queryset with .values(…) or .values_list(…), without flat.")
    outdated = tenants_behind(tenants)
    if count := outdated.count():
        slugs = ", ".join(outdated.order_by("slug").values_list("slug", flat=True)[:MAX_NAMED])
        raise AcrossRefused(
            f"Behind the code, so tables or columns may be missing: {slugs}"
            + (f" and {count - MAX_NAMED} more" if count > MAX_NAMED else "")
            + ". Run migrate_tenants, or pass only the other tenants in tenants=…."
        )


def _qualifying_connection(schema: str) -> Any:
    """Return a copy of the owner's connection whose compiler writes tables with their schema."""
    models = apps.get_models(include_auto_created=True)
    tables = {
        model._meta.db_table: schema if model._meta.app_label in tenant_labels() else "public"
        for model in models
    }
    columns = {field.column for model in models for field in model._meta.local_concrete_fields}
    if ambiguous := tables.keys() & columns:  # the compiler quotes tables and columns alike
        names = ", ".join(sorted(ambiguous))
        raise AcrossRefused(f"A table and a column are both called {names}.")
    connection = copy(connections[OWNER_ALIAS])
    connection.ops = copy(connection.ops)
    quote_name = connection.ops.quote_name

    def quote_qualified(name: str) -> str:
        quoted: str = quote_name(name)
        return f"{quote_name(tables[name])}.{quoted}" if name in tables else quoted

    connection.ops.quote_name = quote_qualified  # type: ignore[method-assign]
    return connection


def _fetch_rows(union: str) -> list[tuple[Any, ...]]:
    """Run the query in a read-only transaction with short timeouts."""
    # Durable: inside another transaction, SET LOCAL would stay in effect after this block.
    outermost = transaction.atomic(using=OWNER_ALIAS, durable=True)
    with outermost, connections[OWNER_ALIAS].cursor() as cursor:
        # Without this search path, raw SQL that names "users" would read the operators in public.
        cursor.execute(
            "SET LOCAL search_path = pg_catalog, pg_temp;"
            " SET TRANSACTION READ ONLY; SET LOCAL max_parallel_workers_per_gather = 0;"
            f" SET LOCAL lock_timeout = {LOCK_TIMEOUT_MS:d};"
            f" SET LOCAL statement_timeout = {STATEMENT_TIMEOUT_MS:d}; {union}"
        )
        cursor.set_result(-1)
        return list(cursor.fetchall())


def _format_row(queryset: "QuerySet[Any, Any]", row: tuple[Any, ...]) -> Any:
    """Return the row as the queryset would: a dictionary or a tuple."""
    if queryset._iterable_class is ValuesListIterable:
        return row
    query = queryset.query
    names = query.selected or [
        *query.extra_select,
        *query.values_select,
        *query.annotation_select,
    ]
    return dict(zip(names, row, strict=True))
