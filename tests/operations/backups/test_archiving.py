"""Companies in the archive: what is left of them, how they come back, and how they go for good."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyrage
import pytest
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.utils import timezone

from accounts.models import SecurityEvent
from operations import states
from operations.admin.confirming import digest as confirmation
from operations.backups import catalogue, keeping, making, restoring, verifying
from operations.backups.errors import BackupError, NotRestored, NotWhole
from operations.models import Backup
from tenants import archiving, lifecycle, roles, schemas
from tenants.context import public_context, tenant_context
from tenants.exceptions import NotAllowed, TenantExists, TenantInUse
from tenants.history import tenants_behind
from tenants.models import FormerAddress, RemovedTenant, Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from tests.digest import digest
from tests.faults.lock_watch import reading
from tests.operations.conftest import committed_operator
from timetracking.models import Location

__all__ = ["committed_operator"]
COMPANIES = "/admin/tenants/tenant/"
KEY = str(pyrage.x25519.Identity.generate().to_public())


@pytest.fixture(autouse=True)
def no_removed_slugs(committed: None) -> Iterator[None]:
    """Forget which companies a test has removed, and their addresses."""
    yield
    RemovedTenant.objects.using(OWNER_ALIAS).all().delete()
    FormerAddress.objects.using(OWNER_ALIAS).all().delete()


def now(company: Tenant) -> Tenant:
    return Tenant.objects.using(OWNER_ALIAS).get(pk=company.pk)


def has_tables(company: Tenant) -> bool:
    return schemas.schema_exists(company.schema_name)


def public_events() -> list[str]:
    with public_context():
        return list(SecurityEvent.objects.order_by("pk").values_list("event", flat=True))


def without_events(rows: dict[str, str]) -> dict[str, str]:
    return {table: value for table, value in rows.items() if table != "security_events"}


def test_an_archived_company_is_a_row_and_a_backup_and_comes_back_unchanged(
    company: Tenant, corgicafe: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before, others = without_events(digest(company)), digest(corgicafe)
    call_command("archive_tenant", company.slug)
    assert "archive_tenant" in capsys.readouterr().out
    assert now(company).state == "archived"
    assert not has_tables(company)
    assert not roles.role_exists(company.schema_name)
    assert TenantClient(company).get("/login/").status_code == 403
    assert public_events()[-2:] == ["backup_verified", "company_archived"]
    backup = catalogue.archive_of(company)
    assert backup is not None
    # What goes over all companies leaves it out.
    Tenant.objects.using(OWNER_ALIAS).filter(pk=company.pk).update(schema_version="")
    assert not tenants_behind(Tenant.objects.filter(pk=company.pk)).exists()
    for command in ("migrate_tenants", "prune_security_log", "list_tenants"):
        call_command(command)
    call_command("backup_tenant", "--all")
    assert "archived" in capsys.readouterr().out
    call_command("archive_tenant", company.slug, "--undo")
    assert now(company).state == "suspended"
    call_command("resume_tenant", company.slug)
    assert without_events(digest(company)) == before
    assert digest(corgicafe) == others
    assert TenantClient(company).get("/login/").status_code == 200
    assert catalogue.archive_of(company) is None
    with tenant_context(company):
        events = list(SecurityEvent.objects.order_by("pk").values_list("event", flat=True))
    assert events == ["company_suspended", "company_brought_back", "company_resumed"]


def test_other_acts_are_refused_with_what_to_do_first(company: Tenant, folder: Path) -> None:
    with pytest.raises(CommandError, match="Archive it first"):
        call_command("drop_tenant", company.slug, "--yes", company.slug)
    stale = now(company)
    states.archive(company)
    for command, sentence in (
        (("resume_tenant", company.slug), "Bring it back first"),
        (("suspend_tenant", company.slug, "--read-only"), "Bring it back first"),
        (("suspend_tenant", company.slug), "nothing to suspend"),
        (("archive_tenant", company.slug, "--dry-run"), "It is there already"),
        (("backup_tenant", company.slug), "its last backup is all of it"),
        (("tenant_command", company.slug, "check"), "has no tables"),
        (("restore_tenant", company.slug, "--undo"), "Nothing is kept"),
    ):
        with pytest.raises(CommandError, match=sentence):
            call_command(*command)
    # What the database says under the lock counts, not what somebody has read before.
    with pytest.raises(NotAllowed):
        lifecycle.resume_tenant(stale)
    with pytest.raises(IntegrityError, match="tenant_archive_unserved"):
        Tenant.objects.using(OWNER_ALIAS).filter(pk=company.pk).update(is_active=True)


def test_nothing_is_dropped_that_the_backup_does_not_hold(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = verifying.verify

    def verify_and_change(place: str, **options: Any) -> Any:
        manifest = verify(place, **options)
        with tenant_context(company, using=OWNER_ALIAS):
            Location.objects.using(OWNER_ALIAS).update(name="Since")
        return manifest

    monkeypatch.setattr(verifying, "verify", verify_and_change)
    with pytest.raises(NotWhole, match=r"was made: locations.*It is suspended until"):
        states.archive(company)
    assert (now(company).state, has_tables(company)) == ("suspended", True)
    monkeypatch.undo()
    with pytest.raises(BackupError):
        states.remove(_archived_without_file(company))


def _archived_without_file(company: Tenant) -> Tenant:
    backup = states.archive(company)
    Path(backup.place).unlink()
    return company


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"BACKUP_DIR": "", "LOCAL": False}, "Where are backups kept"),
        ({"BACKUP_DIR": __file__}, "cannot be written"),
        ({"BACKUP_RECIPIENT": "nonsense"}, "not a public key"),
        ({"BACKUP_RECIPIENT": KEY}, "Set BACKUP_IDENTITY_FILE"),
    ],
)
def test_nobody_is_sent_away_where_no_backup_can_be_made(
    changes: dict[str, Any], sentence: str, company: Tenant, folder: Path, settings: Any
) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    for options in ((), ("--dry-run",)):
        with pytest.raises(CommandError, match=sentence):
            call_command("archive_tenant", company.slug, *options)
    assert now(company).state == "served"
    assert not Backup.objects.using(OWNER_ALIAS).exists()


def test_a_company_that_is_resumed_meanwhile_keeps_its_tables(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    verify = verifying.verify

    def verify_and_resume(place: str, **options: Any) -> Any:
        manifest = verify(place, **options)
        states.resume(now(company))
        return manifest

    monkeypatch.setattr(verifying, "verify", verify_and_resume)
    with pytest.raises(NotAllowed, match="Suspend it first"):
        states.archive(company)
    assert (now(company).state, has_tables(company)) == ("served", True)


def test_a_transaction_that_does_not_end_stops_it_and_nothing_is_dropped(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(seconds: float) -> None:
        pytest.fail("It waits longer than it may.")

    clock = SimpleNamespace(monotonic=time.monotonic, sleep=wait)
    monkeypatch.setattr(archiving, "time", clock)
    with reading(company), pytest.raises(TenantInUse, match="Nothing was dropped"):
        states.archive(company, patience=0)
    assert (now(company).state, has_tables(company)) == ("suspended", True)


@pytest.mark.parametrize("options", [(), ("--undo",)])
def test_a_rehearsal_says_what_would_be_done_and_changes_nothing(
    options: tuple[str, ...], company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if options:
        states.archive(company)
    before = now(company).state
    events = public_events()
    verified = Backup.objects.using(OWNER_ALIAS).values_list("verified_at").first()
    capsys.readouterr()
    call_command("archive_tenant", company.slug, "--dry-run", *options)
    said = capsys.readouterr().out
    assert ("restored from" if options else "suspended first") in said
    assert "Nothing was changed." in said
    for command in ("drop_tenant",) if options else ("suspend_tenant", "resume_tenant"):
        call_command(command, company.slug, "--dry-run")
        assert "Nothing was changed." in capsys.readouterr().out
    assert (now(company).state, has_tables(company)) == (before, not options)
    assert public_events() == events
    assert Backup.objects.using(OWNER_ALIAS).values_list("verified_at").first() == verified


def test_the_archive_is_not_removed_for_its_age(
    company: Tenant, folder: Path, settings: Any
) -> None:
    settings.BACKUP_KEEP_COUNT = 1
    backup = states.archive(company)
    newer = catalogue.begin(company, address="/nowhere", run=0, now=timezone.now())
    newer.size, newer.verified_at = 1, timezone.now()
    newer.save(using=OWNER_ALIAS)
    later = timezone.now() + timedelta(days=999)
    assert list(keeping.prune_backups(now=later)) == []
    assert Path(backup.place).exists()


def test_a_removed_company_leaves_its_slug_to_nobody_but_itself(
    company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = making.back_up(company)
    backup = states.archive(company)
    for answer in ((), ("--yes", "another")):
        with pytest.raises(CommandError, match=f"Write --yes {company.slug}"):
            call_command("drop_tenant", company.slug, *answer)
    pk, slug, verified = company.pk, company.slug, backup.verified_at
    call_command("drop_tenant", slug, "--yes", slug)
    assert public_events()[-1] == "company_removed"
    assert not Tenant.objects.filter(slug=slug).exists()
    again = catalogue.at(backup.place)
    assert again is not None
    assert again.verified_at != verified  # restored on trial just before
    with pytest.raises(TenantExists, match="Its slug is not given to another"):
        lifecycle.provision_tenant(slug=slug, name="Another")
    with pytest.raises(TenantExists, match="Its slug is not given to another"):
        restoring.restore(first.place, slug=slug)
    with pytest.raises(TenantExists, match="until recently"):
        lifecycle.provision_tenant(slug="elsewhere", name="Other", subdomain=company.subdomain)
    with pytest.raises(TenantExists, match="until recently"):
        restoring.restore(first.place, slug="elsewhere", subdomain=company.subdomain)
    back = restoring.restore(backup.place).tenant
    assert (back.pk, back.state) == (pk, "suspended")
    with pytest.raises(NotRestored, match="already exists"):
        restoring.restore(first.place, slug=slug)


def test_a_removal_needs_the_backup(company: Tenant, folder: Path) -> None:
    backup = states.archive(company)
    Path(backup.place).write_bytes(b"spoilt")
    with pytest.raises(CommandError):
        call_command("drop_tenant", company.slug, "--yes", company.slug)
    assert now(company).state == "archived"


def test_the_admin_archives_brings_back_and_removes(
    committed_operator: TenantClient, company: Tenant, folder: Path
) -> None:
    def act(action: str, **answers: str) -> tuple[str, list[str]]:
        form = {"action": action, "_selected_action": [str(company.pk)]}
        asked = committed_operator.post(COMPANIES, form).content.decode()
        form |= {"confirmed": confirmation([company]), **answers}
        response = committed_operator.post(COMPANIES, form)
        said = [str(message) for message in get_messages(response.wsgi_request)]
        return asked + response.content.decode(), said

    page, said = act("archive")
    assert "tables are dropped" in page
    assert "is archived" in said[0]
    change = f"{COMPANIES}{company.pk}/change/"
    page = committed_operator.get(change).content.decode()
    assert 'value="bring_back"' in page
    assert 'value="resume"' not in page
    form = {"name": company.name, "subdomain": company.subdomain, "owner_name": "Eve"}
    page = committed_operator.post(change, form | {"owner_email": "e@e.example"}).content.decode()
    assert "nobody can be invited" in page
    assert "archived" in committed_operator.get(f"{COMPANIES}?state=archived").content.decode()
    for action in ("resume", "suspend", "read_only", "back_up", "undo_restore"):
        assert "Nothing was done" in act(action)[1][0]
    assert "is back, and suspended" in act("bring_back")[1][0]
    act("archive")
    page, said = act("remove", slug="wrong")
    assert 'aria-invalid="true"' in page
    assert said == []
    assert "is removed" in act("remove", slug=company.slug)[1][0]
    assert not Tenant.objects.filter(pk=company.pk).exists()
