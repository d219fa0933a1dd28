"""What is replayed is what running the migrations would have made, or they are run."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections, migrations, models, transaction
from django.test.utils import CaptureQueriesContext

from tenants.exceptions import TenantMigrationError
from tenants.history import history
from tenants.lifecycle import provision_tenant
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recorder, Recording
from tests.catalog import catalog_of
from tests.tenants.migrating import (
    LAST,
    NEXT,
    Extend,
    Pair,
    assert_same,
    forget_tables,
    migrate,
    sql,
)
from tests.tenants.operations import OPERATIONS

pytestmark = pytest.mark.usefixtures("unrecorded")


@contextmanager
def counted(most: int) -> Iterator[None]:
    """Let the block send few messages as the owner: a replay is one, running a migration many."""
    with CaptureQueriesContext(connections[OWNER_ALIAS]) as captured:
        yield
    assert len(captured) <= most, [query["sql"][:90] for query in captured]


def make_run(slug: str) -> Tenant:
    """Make a company by running the migrations, and not by a recording."""
    forget_tables()
    return provision_tenant(slug=slug, name="Run")


def test_a_replayed_company_is_like_one_whose_migrations_ran(pair: Pair) -> None:
    run, replayed = pair()
    assert_same(run, replayed)
    assert len(catalog_of(run.schema_name)["columns"]) > 50  # the comparison compares something


def test_a_company_is_made_in_one_message_with_all_else_in_the_transaction(pair: Pair) -> None:
    pair()
    with CaptureQueriesContext(connections[OWNER_ALIAS]) as captured:
        _, second = pair()
    tables = [query["sql"] for query in captured if "CREATE TABLE" in query["sql"]]
    assert 'CREATE TABLE "work_logs"' in tables[-1]
    assert 'CREATE TABLE "django_migrations"' in tables[-1]
    assert tables[-1].count("INSERT INTO django_migrations") == len(history().nodes)
    assert second.schema_version == history().version


@pytest.mark.parametrize("what", OPERATIONS)
def test_every_kind_of_operation_is_replayed_right(what: str, pair: Pair, extend: Extend) -> None:
    extend(OPERATIONS[what])
    run, replayed = pair()
    assert_same(run, replayed)
    assert catalog_of(run.schema_name)["migrations"][-1] == NEXT


@pytest.mark.parametrize("what", OPERATIONS)
def test_companies_that_are_there_are_migrated_alike(what: str, pair: Pair, extend: Extend) -> None:
    run, replayed = pair()
    extend(OPERATIONS[what])
    migrate(run, replayed)
    assert_same(run, replayed)
    assert catalog_of(replayed.schema_name)["migrations"][-1] == NEXT
    new, _ = pair()
    new_one, old_one = (catalog_of(one.schema_name) for one in (new, replayed))
    assert new_one["relations"] == old_one["relations"]


ADDED = 'ALTER TABLE "logs" ADD COLUMN '


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        (f'{ADDED}"a" int', f'{ADDED}"b" text', f'{ADDED}"a" int, ADD COLUMN "b" text'),
        (
            f'{ADDED}"a" int',
            'ALTER TABLE "logs" ADD CONSTRAINT "c" CHECK ("a" > 0)',
            f'{ADDED}"a" int, ADD CONSTRAINT "c" CHECK ("a" > 0)',
        ),
        (f'{ADDED}"a" int', 'ALTER TABLE "days" ADD COLUMN "b" text', ""),
        (f'{ADDED}"a" int -- for now', f'{ADDED}"b" text', ""),
        (f'{ADDED}"a" int /* for now', f'{ADDED}"b" text', ""),
        (f'{ADDED}"a" int;\nSELECT 1', f'{ADDED}"b" text', ""),
        (f"{ADDED}\"a\" text DEFAULT ';'", f'{ADDED}"b" text', ""),
        (f'{ADDED}"a" int', 'ALTER TABLE "logs" ALTER COLUMN "a" DROP DEFAULT', ""),
        ("SELECT 1", f'{ADDED}"b" text', ""),
    ],
)
def test_what_is_added_one_by_one_is_added_at_once(first: str, second: str, joined: str) -> None:
    recording = Recording().append(first, ((),)).append(second, ((),))
    assert recording.statements == ((joined,) if joined else (first, second))
    assert len(recording.results) == len(recording.statements)


def test_a_replay_is_a_few_messages(pair: Pair, extend: Extend) -> None:
    run, replayed = pair()
    employees, name = f"{replayed.schema_name}.employees", "employees_limited_managers"
    ((definition,),) = sql(
        f"SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = '{name}'"
        f" AND conrelid = '{employees}'::regclass"
    )
    # Made anew it stands elsewhere in the catalog, which is no difference.
    sql(f"ALTER TABLE {employees} DROP CONSTRAINT {name}")
    sql(f"ALTER TABLE {employees} ADD CONSTRAINT {name} {definition}")
    extend(OPERATIONS["names that are looked up"], OPERATIONS["add a field"])
    migrator = migrate(run)
    with counted(7):
        migrator.migrate(replayed)
    assert_same(run, replayed)


def test_a_company_that_differs_from_the_recorded_one_is_migrated_by_running(
    pair: Pair, extend: Extend
) -> None:
    """Its constraint has another name, as after a restore by hand: the catalog says so."""
    run, differs = pair()
    unique: models.CharField[str, str] = models.CharField(max_length=60, unique=True)
    extend([migrations.AlterField("employee", "email", unique)])
    migrate(run, differs)
    (made,) = sql(
        f"SELECT conname FROM pg_constraint WHERE conrelid = '{differs.schema_name}.employees'"
        "::regclass AND contype = 'u' AND conname LIKE 'employees_email_%uniq'"
    )
    sql(f"ALTER TABLE {differs.schema_name}.employees RENAME CONSTRAINT {made[0]} TO by_hand")
    extend(
        [migrations.AlterField("employee", "email", unique)],
        [migrations.AlterField("employee", "email", models.CharField(max_length=60))],
    )
    migrate(run, differs)
    assert_same(run, differs)


def test_what_the_catalog_answers_otherwise_is_noticed(pair: Pair, extend: Extend) -> None:
    """A constraint more than in the recorded one: its replay would do, and leave it there."""
    run, differs = pair()
    unique: models.CharField[str, str] = models.CharField(max_length=60, unique=True)
    extend([migrations.AlterField("employee", "email", unique)])
    migrate(run, differs)
    sql(f"ALTER TABLE {differs.schema_name}.employees ADD CONSTRAINT by_hand UNIQUE (email)")
    extend(
        [migrations.AlterField("employee", "email", unique)],
        [migrations.AlterField("employee", "email", models.CharField(max_length=60))],
    )
    migrate(run, differs)
    assert_same(run, differs)


def test_a_recording_that_the_server_refuses_falls_back_and_tells_the_real_reason(
    pair: Pair, extend: Extend
) -> None:
    run, poisoned = pair()
    sql(f"ALTER TABLE {poisoned.schema_name}.work_logs ADD COLUMN tag int")
    extend(OPERATIONS["add a field"])
    with pytest.raises(TenantMigrationError, match=r'column "tag" .* already exists'):
        migrate(run, poisoned)
    assert catalog_of(poisoned.schema_name)["migrations"][-1] == ("timetracking", LAST)


def test_a_company_that_was_dropped_meanwhile_is_named(pair: Pair) -> None:
    company, _ = pair()
    gone = Tenant(pk=company.pk + 10_000, slug="gone_by_now", name="Gone", subdomain="gone")
    with pytest.raises(TenantMigrationError, match='No tenant "gone_by_now"'):
        TenantMigrator().migrate(gone)


@pytest.mark.parametrize("way", ["SET", "SET LOCAL"])
def test_sql_that_leaves_the_schema_is_undone(way: str, pair: Pair, extend: Extend) -> None:
    """As at the top of a dump; all that follows, and its record, would land in public."""
    companies = pair()
    extend([migrations.RunSQL(f"{way} search_path = public; CREATE TABLE astray (i int)")])
    migrator = TenantMigrator()
    for company in companies:
        with pytest.raises(TenantMigrationError, match="changed the search path"):
            migrator.migrate(company)
        assert catalog_of(company.schema_name)["migrations"][-1] != NEXT
    assert sql("SELECT to_regclass('public.astray')") == [(None,)]
    assert sql("SELECT 1 FROM public.django_migrations WHERE app = 'timetracking'") == []


def test_a_statement_that_names_the_schema_is_not_recorded(committed: None) -> None:
    recorder = Recorder("tenant_acme_test")
    with recorder.capture():
        sql("SELECT 1")
        assert recorder.recording
        sql("SELECT count(*) FROM tenant_acme_test.employees")
    assert recorder.recording is None


def test_a_failed_creation_spoils_no_recording(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RuntimeError), transaction.atomic(using=OWNER_ALIAS):
        make_run(f"undone_{uuid.uuid4().hex[:6]}")
        raise RuntimeError
    run, replayed = pair()
    assert_same(run, replayed)
