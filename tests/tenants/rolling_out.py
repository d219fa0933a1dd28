"""What tests of migrate_tenants share: companies with and without tables, and the command."""

import uuid
from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tenants.models import Tenant
from tests.tenants.migrating import sql

MakeCompany = Callable[..., Tenant]


def named(make: MakeCompany, count: int) -> list[Tenant]:
    """Make companies whose order is known."""
    return [make(slug=f"order_{number}_{uuid.uuid4().hex[:6]}") for number in range(count)]


def tables(schema: str) -> set[str]:
    rows = sql(f"SELECT tablename FROM pg_tables WHERE schemaname = '{schema}'")
    return {name for (name,) in rows}


def empty(company: Tenant) -> None:
    """Take a company's tables away, as if no migration had run."""
    names = ", ".join(f"{company.schema_name}.{name}" for name in tables(company.schema_name))
    sql(f"DROP TABLE {names} CASCADE")
    Tenant.objects.filter(pk=company.pk).update(schema_version="")


def run(*companies: Tenant, **options: Any) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    slugs = [company.slug for company in companies]
    call_command("migrate_tenants", tenant=slugs, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def fail(*companies: Tenant, **options: Any) -> tuple[str, str, str]:
    """Return what was printed, what was complained of, and the last word."""
    out, err = StringIO(), StringIO()
    slugs = [company.slug for company in companies]
    with pytest.raises(CommandError) as caught:
        call_command("migrate_tenants", tenant=slugs, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue(), str(caught.value)
