"""Bringing a company back from the archive while others act on it, and with what."""

from pathlib import Path
from typing import Any

import pytest

from operations import states
from operations.backups import catalogue, making, restoring
from operations.backups.errors import NotRestored
from tenants.backups import loading
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import Location


def now(company: Tenant) -> Tenant:
    return Tenant.objects.using(OWNER_ALIAS).get(pk=company.pk)


def test_of_two_operators_who_bring_a_company_back_one_does(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    states.archive(company)
    stale = now(company)

    def while_another_is_faster() -> Any:
        monkeypatch.undo()
        states.bring_back(now(company))
        states.resume(now(company))
        with tenant_context(now(company)):
            Location.objects.create(name="Since")
        return loading.scratch_schema()

    monkeypatch.setattr(restoring, "scratch_schema", while_another_is_faster)
    with pytest.raises(NotRestored, match="brought back by another act in the meantime"):
        states.bring_back(stale)
    with tenant_context(now(company)):
        assert Location.objects.filter(name="Since").exists()


def test_an_older_backup_does_not_take_the_place_of_the_archive(
    company: Tenant, folder: Path
) -> None:
    older = making.back_up(company)
    archive = states.archive(company)
    with pytest.raises(NotRestored, match="holds its latest state"):
        restoring.restore(older.place)
    assert catalogue.archive_of(company) == archive
    states.bring_back(now(company))
    assert restoring.restore(older.place).kept
