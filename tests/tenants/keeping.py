"""What tests of the recordings share: a fresh process, what is kept, what is rendered."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db.migrations.migration import Migration

from tenants import lifecycle
from tenants.history import history
from tenants.models import PreparedTables, Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.catalog import catalog_of


def rows() -> Any:
    return PreparedTables.objects.using(OWNER_ALIAS)


def forget_process() -> None:
    """Forget what a process remembers, as a fresh one would begin."""
    history.cache_clear()
    lifecycle.table_creator.cache_clear()


@contextmanager
def rendering(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note which migrations Django applies in the block."""
    applied: list[str] = []
    real = Migration.apply

    def apply(self: Migration, *args: Any, **kwargs: Any) -> Any:
        applied.append(self.name)
        return real(self, *args, **kwargs)

    with monkeypatch.context() as patched:
        patched.setattr(Migration, "apply", apply)
        yield applied


def assert_same(*companies: Tenant) -> None:
    first, *others = (catalog_of(company.schema_name) for company in companies)
    assert len(first["columns"]) > 50
    for other in others:
        for what in first:
            assert first[what] == other[what], what
