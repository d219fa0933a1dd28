"""Features stay with a company: through migrations, backups, the archive and a new address."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections

from operations.backups import making, restoring
from operations.features import switching
from tenants import indexes, lifecycle
from tenants.exceptions import ExtensionMissing
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.catalog import catalog_of
from tests.conftest import TenantClient
from tests.operations.backups.conftest import empty_catalogue, folder
from tests.operations.conftest import committed_operator
from tests.tenants.migrating import LAST
from timetracking.staff.similar_names import NAMES

__all__ = ["committed_operator", "empty_catalogue", "folder"]
ON = {"fuzzy-search": True, "people-limit": 5}


@pytest.fixture
def company(fresh_company: Callable[..., Tenant]) -> Tenant:
    made = fresh_company(owner_email="o@kept.example", owner_name="Olga")
    switching.change(made, on={"fuzzy-search": None, "people-limit": "5"})
    return made


def has_index(company: Tenant) -> bool:
    return any(row[0] == NAMES.name for row in catalog_of(company.schema_name)["relations"])


def now(company: Tenant) -> Tenant:
    return Tenant.objects.using(OWNER_ALIAS).get(slug=company.slug)


def test_a_backup_has_the_features_and_brings_them_back(
    company: Tenant, folder: Path, fresh_company: Callable[..., Tenant]
) -> None:
    backup = making.back_up(company, verifies=True)
    copy = restoring.restore(backup.place, slug=f"{company.slug}_copy").tenant
    try:
        assert now(copy).features == ON
        assert has_index(copy)
    finally:
        lifecycle.drop_tenant(copy)
    # Those of today stay, as the address and the state do.
    switching.change(company, on={"people-limit": "7"}, off=["fuzzy-search"])
    restoring.restore(backup.place)
    assert now(company).features == {"people-limit": 7}
    assert not has_index(company)
    # And what is restored gets what they need.
    switching.change(company, on={"fuzzy-search": None})
    restoring.undo(now(company))
    assert has_index(company)
    lifecycle.drop_tenant(now(company))
    assert restoring.restore(backup.place).warning == ""
    assert now(company).features == ON
    assert has_index(company)


def test_a_copy_for_trials_has_the_features_of_the_original(
    company: Tenant, committed_operator: TenantClient, fresh_company: Callable[..., Tenant]
) -> None:
    plain = fresh_company()
    call_command("clone_tenant", company.slug, "by_command")
    page = f"/admin/tenants/tenant/{company.pk}/clone/"
    committed_operator.post(page, {"slug": "by_page"})
    call_command("clone_tenant", plain.slug, "of_plain")
    try:
        for slug in ("by_command", "by_page"):
            copy = Tenant.objects.get(slug=slug)
            assert copy.features == ON
            assert has_index(copy)
        copy = Tenant.objects.get(slug="of_plain")
        assert copy.features == {}
        assert not has_index(copy)
        # From then on each has its own.
        switching.change(Tenant.objects.get(slug="by_page"), on={}, off=["fuzzy-search"])
        assert has_index(company)
    finally:
        for copy in Tenant.objects.filter(slug__in=["by_command", "by_page", "of_plain"]):
            lifecycle.drop_tenant(copy)


def test_where_the_extension_is_missing_the_feature_is_left_off_with_a_warning(
    company: Tenant,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    backup = making.back_up(company)
    lifecycle.drop_tenant(company)

    def missing(name: str) -> None:
        raise ExtensionMissing(f"The extension {name} is missing.")

    monkeypatch.setattr(indexes, "ensure_extension", missing)
    call_command("restore_tenant", backup.place)
    assert "fuzzy-search is off. The extension pg_trgm" in capsys.readouterr().out
    assert now(company).features == {"people-limit": 5}
    assert not has_index(company)


def test_the_archive_and_a_new_address_keep_them(company: Tenant, folder: Path) -> None:
    call_command("archive_tenant", company.slug)
    assert now(company).features == ON
    call_command("archive_tenant", company.slug, "--undo")
    call_command("rename_tenant", company.slug, "--subdomain", "another-door")
    assert now(company).features == ON
    assert has_index(company)


def test_migrations_go_back_and_forward_with_the_index(company: Tenant) -> None:
    TenantMigrator(target=("timetracking", "0001")).migrate(company)
    assert not has_index(company)  # with its table
    TenantMigrator().migrate(company)
    assert LAST in now(company).schema_version
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT 1")
    switching.change(company, on={}, off=["fuzzy-search"])
    assert now(company).features == {"people-limit": 5}
