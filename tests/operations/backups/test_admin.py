"""The operator's pages of backups call the services, ask first, and record the acts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import SecurityEvent
from jobs.running import run_next
from operations.admin import backups as pages
from operations.admin.confirming import digest
from operations.backups import making
from operations.models import Backup
from tenants.context import tenant_context
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests import due
from tests.conftest import TenantClient
from tests.jobs.conftest import on_server
from tests.operations.conftest import committed_operator
from timetracking.models import Location

__all__ = ["committed_operator"]
COMPANIES, BACKUPS = "/admin/tenants/tenant/", "/admin/operations/backup/"


def act(client: TenantClient, page: str, action: str, *objects: Tenant | Backup) -> list[str]:
    """Choose an action of a list and confirm it; return what is said."""
    form = {"action": action, "_selected_action": [str(one.pk) for one in objects]}
    if page == COMPANIES:
        companies = [one for one in objects if isinstance(one, Tenant)]
        question = client.post(page, form).content.decode()
        assert companies[0].name in question
        form["confirmed"] = digest(companies)
    response = client.post(page, form)
    return [str(message) for message in get_messages(response.wsgi_request)]


def events(company: Tenant) -> list[str]:
    with tenant_context(company):
        return list(SecurityEvent.objects.order_by("pk").values_list("event", flat=True))


def test_a_company_is_backed_up_verified_restored_and_that_is_taken_back(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    client = committed_operator
    backup = making.back_up(company)
    assert f"{backup.taken_at:%Y-%m-%d %H:%M}" not in client.get(COMPANIES).content.decode()
    assert "is whole" in act(client, BACKUPS, "verify", backup)[0]
    assert f"{backup.taken_at:%Y-%m-%d %H:%M}" in client.get(COMPANIES).content.decode()
    with tenant_context(company):
        Location.objects.update(name="Spoilt")
    page = f"{BACKUPS}{backup.pk}/restore/"
    assert "goes on being served" in client.get(page).content.decode()
    refused = client.post(page, {"slug": "another"}).content.decode()
    assert f"Type {company.slug} to confirm." in refused
    with tenant_context(company):
        assert Location.objects.get().name == "Spoilt"
    overview = f"{COMPANIES}{company.pk}/overview/"
    assert "undo_restore" not in client.get(overview).content.decode()
    assert client.post(page, {"slug": company.slug})["Location"] == overview
    assert "undo_restore" in client.get(overview).content.decode()
    with tenant_context(company):
        assert Location.objects.get().name == "Bar"
    assert "as it was before" in act(client, COMPANIES, "undo_restore", company)[0]
    with tenant_context(company):
        assert Location.objects.get().name == "Spoilt"
    assert "company_restored" not in events(company)  # it was set aside with what it is about
    assert events(company) == ["restore_undone"]
    listed = [event.event for event in SecurityEvent.objects.order_by("pk")][-4:]
    assert listed == ["backed_up", "backup_verified", "company_restored", "restore_undone"]


def test_a_backup_that_is_asked_for_is_made_by_the_worker(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    client, page = committed_operator, f"{COMPANIES}{company.pk}/overview/"
    due.disconnect()
    try:
        assert "was started" in act(client, COMPANIES, "back_up", company)[0]
        for shown in (client.get(page), client.get(BACKUPS)):
            assert "the worker begins within seconds" in shown.content.decode()
        assert run_next(None)
    finally:
        due.connect()
        on_server("DELETE FROM public.jobs")
        on_server("DELETE FROM public.tenants_wakeup")
    assert "within seconds" not in client.get(page).content.decode()
    taken = Backup.objects.using(OWNER_ALIAS).get().taken_at
    assert f"{taken:%Y-%m-%d %H:%M}" in client.get(COMPANIES).content.decode()
    event = SecurityEvent.objects.latest("pk")
    assert (event.event, event.actor and event.actor.email) == (
        "backup_asked",
        "operator@example.com",
    )


def test_verifying_on_a_company_s_page_leads_back_there(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    page = f"{COMPANIES}{company.pk}/overview/"
    assert 'name="origin" value="page"' in committed_operator.get(page).content.decode()
    form = {"action": "verify", "_selected_action": [backup.pk]}
    assert committed_operator.post(BACKUPS, form | {"origin": "page"})["Location"] == page
    assert committed_operator.post(BACKUPS, form)["Location"] == BACKUPS


def test_a_backup_that_cannot_be_made_says_why(
    committed_operator: TenantClient, company: Tenant, settings: Any
) -> None:
    settings.BACKUP_DIR = "s3://"
    assert "has no bucket" in act(committed_operator, COMPANIES, "back_up", company)[0]


def test_a_backup_is_restored_as_another_company(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    page = f"{BACKUPS}{backup.pk}/restore/"
    for new_slug, sentence in {
        "Not A Slug": "cannot be a slug",
        company.slug: "already exists",
    }.items():
        form = {"slug": company.slug, "new_slug": new_slug}
        assert sentence in committed_operator.post(page, form).content.decode()
    form = {"slug": company.slug, "new_slug": f"{company.slug}_2"}
    assert committed_operator.post(page, form).status_code == 302
    drop_tenant(Tenant.objects.get(slug=f"{company.slug}_2"))


def test_what_takes_too_long_names_the_command(
    committed_operator: TenantClient,
    company: Tenant,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    backup = making.back_up(company)
    monkeypatch.setattr(pages, "LARGEST_BACKUP", 10)
    said = act(committed_operator, BACKUPS, "verify", backup)
    assert "manage.py verify_backup" in said[-1]
    response = committed_operator.get(f"{BACKUPS}{backup.pk}/restore/")
    assert response.status_code == 302


def test_what_is_wrong_is_shown(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    assert "Nothing is kept" in act(committed_operator, COMPANIES, "undo_restore", company)[0]
    backup = making.back_up(company)
    Path(backup.place).write_bytes(b"something else")
    assert "cut off" in act(committed_operator, BACKUPS, "verify", backup)[-1]
    assert "failed: " in committed_operator.get(BACKUPS).content.decode()
    page = f"{BACKUPS}{backup.pk}/restore/"
    shown = committed_operator.post(page, {"slug": company.slug}).content.decode()
    assert "Nothing was changed." in shown
    assert committed_operator.get(f"{BACKUPS}{backup.pk + 1}/restore/").status_code == 404


def test_the_list_takes_as_many_queries_for_many(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    counts = []
    for _ in range(2):
        making.back_up(company)
        with CaptureQueriesContext(connections[OWNER_ALIAS]) as queries:
            assert committed_operator.get(BACKUPS).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


def test_an_operator_shows_again_that_it_is_them(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    page = f"{BACKUPS}{making.back_up(company).pk}/restore/"
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        for response in (
            committed_operator.get(page),
            committed_operator.post(page, {"slug": company.slug}),
        ):
            assert response["Location"].startswith("/confirm/")
    assert TenantClient(None).get(page)["Location"].startswith("/login/")
