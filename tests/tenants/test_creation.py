"""What one process has recorded makes the tables in every other one, or they are made anew."""

import logging
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.migrations.migration import Migration
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

from tenants import lifecycle, prepared, roles, schemas
from tenants.context import public_context
from tenants.creation import TableCreator
from tenants.exceptions import TenantMigrationError
from tenants.history import history
from tenants.middleware import TenantMiddleware
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recording
from tenants.validators import RESERVED_SLUGS
from tests.tenants.keeping import assert_same, forget_process, rendering, rows

MakeCompany = Callable[..., Tenant]
pytestmark = pytest.mark.usefixtures("nothing_kept")


def test_the_first_company_of_a_fresh_process_renders_nothing(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rendering(monkeypatch) as applied:
        run = fresh_company()
    assert len(applied) == len(history().nodes)
    forget_process()
    with (
        rendering(monkeypatch) as applied,
        CaptureQueriesContext(connections[OWNER_ALIAS]) as first,
    ):
        replayed = fresh_company()
    with CaptureQueriesContext(connections[OWNER_ALIAS]) as second:
        fresh_company()
    assert applied == []
    # The question for what is kept, in a savepoint.
    assert len(first) == len(second) + 3
    assert_same(run, replayed)


def test_a_worker_has_read_the_files_before_its_first_company(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh_company()
    forget_process()
    TenantMiddleware(lambda request: HttpResponse())

    def read_bytes(self: Path) -> bytes:
        pytest.fail(f"{self} was read for the first company")

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    with rendering(monkeypatch) as applied:
        fresh_company()
    assert applied == []


def test_a_company_that_failed_keeps_nothing_and_the_next_one_does(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RuntimeError), transaction.atomic(using=OWNER_ALIAS):
        lifecycle.provision_tenant(slug="undone", name="Undone")
        raise RuntimeError
    assert not rows().exists()
    with rendering(monkeypatch) as applied:
        fresh_company()
    assert applied == []
    assert rows().count() == 1


DAMAGES = {
    "another statement": "UPDATE public.tenants_preparedtables SET recordings ="
    " replace(recordings, 'CREATE TABLE', 'CREATE UNLOGGED TABLE')",
    "cut off": "UPDATE public.tenants_preparedtables SET recordings = left(recordings, 99)",
    "another signature": "UPDATE public.tenants_preparedtables SET signature = repeat('0', 64)",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_row_is_not_replayed_but_replaced(
    damage: str,
    fresh_company: MakeCompany,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    run = fresh_company()
    sound = rows().get()
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(DAMAGES[damage])
    forget_process()
    with rendering(monkeypatch) as applied, caplog.at_level(logging.WARNING, "tenants"):
        second = fresh_company()
    assert len(applied) == len(history().nodes)
    assert "have been changed" in caplog.text
    assert_same(run, second)
    mended = rows().get()
    assert (mended.recordings, mended.signature) == (sound.recordings, sound.signature)


def test_what_the_server_answers_otherwise_is_made_anew_and_replaced(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = fresh_company()
    key, sound = rows().get().fingerprint, rows().get().recordings
    wrong = [Recording(("SELECT 1",), (((b"2",),),)) for _ in (None, *history().nodes)]
    prepared.save(key, wrong)
    forget_process()
    with rendering(monkeypatch) as applied:
        second = fresh_company()
    assert len(applied) == len(history().nodes)
    assert rows().get().recordings == sound
    assert_same(run, second)


def test_a_table_that_is_missing_is_no_reason_to_make_no_company(
    fresh_company: MakeCompany, caplog: pytest.LogCaptureFixture
) -> None:
    run = fresh_company()
    forget_process()
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("ALTER TABLE public.tenants_preparedtables RENAME TO elsewhere")
    try:
        second = fresh_company()
    finally:
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute("ALTER TABLE public.elsewhere RENAME TO tenants_preparedtables")
    assert "cannot be read" in caplog.text
    assert_same(run, second)


def test_two_first_companies_at_once_are_both_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Tenant] = []
    together = threading.Barrier(2)
    real = TableCreator.create_tables

    def create_tables(self: TableCreator, tenant: Tenant) -> None:
        real(self, tenant)
        together.wait(timeout=60)  # both have found nothing kept, and have yet to keep theirs

    def work(number: int) -> None:
        try:
            with public_context():
                made.append(lifecycle.provision_tenant(slug=f"both_{number}", name="Both"))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(2)]
    with monkeypatch.context() as patched:
        patched.setattr(lifecycle, "table_creator", TableCreator)  # as two processes have one each
        patched.setattr(TableCreator, "create_tables", create_tables)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
    try:
        assert len(made) == 2
        assert rows().count() == 1
        assert prepared.load(rows().get().fingerprint)
        assert_same(*made)
    finally:
        for company in made:
            lifecycle.drop_tenant(company)


def test_migrate_tenants_prepares_the_tables_and_leaves_nothing_else(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    call_command("migrate_tenants", stdout=StringIO())
    assert "template" in RESERVED_SLUGS  # it is made in that schema
    assert rows().count() == 1
    assert not schemas.schema_exists("tenant_template")
    assert not roles.role_exists("tenant_template")
    forget_process()
    with rendering(monkeypatch) as applied:
        replayed = fresh_company()
    assert applied == []
    rows().all().delete()
    forget_process()
    assert_same(replayed, fresh_company())
    with rendering(monkeypatch) as applied:
        call_command("migrate_tenants", stdout=StringIO())
    assert applied == []


def test_migrate_tenants_for_one_company_prepares_nothing(acme: Tenant) -> None:
    call_command("migrate_tenants", "--tenant", acme.slug, stdout=StringIO())
    assert not rows().exists()


def test_tables_that_cannot_be_prepared_are_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Migration, *args: Any, **kwargs: Any) -> None:
        raise DatabaseError("no room\nleft")

    monkeypatch.setattr(Migration, "apply", fail)
    with pytest.raises(TenantMigrationError, match="no room left"):
        TableCreator().prepare()
    told = StringIO()
    call_command("migrate_tenants", stdout=StringIO(), stderr=told)
    assert "The tables of a new company cannot be created: no room left" in told.getvalue()
    assert not schemas.schema_exists("tenant_template")
