"""The operator's rows are backed up, and come back on a new server alone."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from jobs.models import Job
from operations.backups import catalogue, making, public, restoring
from operations.backups.errors import NotRestored
from operations.models import Backup
from tenants import wakeups
from tenants.context import public_context, tenant_context
from tenants.lifecycle import drop_tenant
from tenants.models import RemovedTenant, Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def test_each_table_of_public_is_kept_or_made_anew(committed: None) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = 'public'")
        tables = {name for (name,) in cursor.fetchall()}
    assert set(public.KEPT) | set(public.ANEW) == tables
    assert not set(public.KEPT) & set(public.ANEW)


def test_the_operators_rows_are_restored_on_trial_and_by_nothing_else(
    company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup_public", "--verify")
    with public_context():
        backup = catalogue.rows().get(company=0)
    assert backup.verified_at is not None
    for slug in ("", "another"):
        with pytest.raises(NotRestored, match="operator's rows of public"):
            restoring.restore(backup.place, slug=slug)
    with pytest.raises(CommandError, match="has companies"):
        call_command("restore_public", backup.place)


def test_what_is_not_for_this_server_is_refused(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotRestored, match="of the company"):
        public.restore_public(making.back_up(company).place)
    backup = public.back_up_public()
    monkeypatch.setattr(public, "public_migrations", lambda: ["tenants.9999_newer"])
    with pytest.raises(NotRestored, match="other migrations"):
        public.restore_public(backup.place)


def test_all_backups_end_with_the_operators_rows(company: Tenant, folder: Path) -> None:
    call_command("backup_tenant", "--all")
    newest = Backup.objects.using(OWNER_ALIAS).order_by("-pk")[0]
    assert newest.slug == "public"
    # Its catalogue has the others.
    assert Backup.objects.using(OWNER_ALIAS).filter(company=company.pk).exists()


def test_missing_companies_are_restored_but_for_those_that_were_removed(
    company: Tenant, folder: Path
) -> None:
    making.back_up(company)
    newest, pk, slug = making.back_up(company), company.pk, company.slug
    assert public.missing() == []
    drop_tenant(company)
    assert public.missing() == [newest]
    removed = RemovedTenant.objects.using(OWNER_ALIAS).create(slug=slug, company=pk)
    assert public.missing() == []
    removed.delete()
    call_command("restore_tenant", "--missing")
    restored = Tenant.objects.using(OWNER_ALIAS).get(pk=pk)
    assert public.missing() == []
    drop_tenant(restored)


def test_a_file_or_missing_is_asked_for() -> None:
    for arguments in ((), ("file", "--missing")):
        with pytest.raises(CommandError, match="a file, or --missing"):
            call_command("restore_tenant", *arguments)


def test_the_worker_learns_of_what_a_restored_company_has_to_do(
    company: Tenant, folder: Path
) -> None:
    values: dict[str, Any] = {"task": "x", "enqueued_at": timezone.now()}
    with tenant_context(company):
        Job.objects.create(state=Job.State.READY, **values)
        Job.objects.create(state=Job.State.FAILED, **values)
    backup = making.back_up(company)
    wakeups.remove_company(company.slug)
    restoring.restore(backup.place)
    with public_context():
        assert company.slug in {claim.slug for claim in wakeups.claim(100, lease=wakeups.NOTHING)}
        assert wakeups.set_aside_in([company.slug]) == {company.slug: 1}
    copy = restoring.restore(backup.place, slug="copy_without_jobs").tenant
    with tenant_context(copy):
        assert not Job.objects.exists()
    drop_tenant(copy)
    wakeups.remove_company(company.slug)
