"""What is replayed is what running the migrations would have made, or they are run."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db import connections, migrations, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.functional import lazy

from tenants.context import tenant_context
from tenants.exceptions import TenantMigrationError
from tenants.history import history
from tenants.lifecycle import provision_tenant
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recorder, Recording
from tests.catalog import catalog_of
from tests.tenants.migrating import (
    AFTER_NEXT,
    LAST,
    NEXT,
    Extend,
    Pair,
    assert_same,
    back_to,
    forget,
    forget_tables,
    migrate,
    sql,
)

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


WORK_LOG = "worklog"
OPERATIONS: dict[str, list[Operation]] = {
    "add a field": [
        migrations.AddField(WORK_LOG, "tag", models.CharField(default="", max_length=9))
    ],
    "a default of the database": [
        migrations.AddField(WORK_LOG, "seen_at", models.DateTimeField(db_default=Now()))
    ],
    "a table with foreign keys and indexes": [
        migrations.CreateModel(
            "Place",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=40, unique=True)),
                ("log", models.ForeignKey("timetracking.WorkLog", models.CASCADE)),
                ("staff", models.ManyToManyField("timetracking.Employee")),
            ],
            options={"indexes": [models.Index(fields=["name", "log"], name="place_name_log")]},
        ),
    ],
    "names that are looked up": [
        migrations.AlterField("employee", "name", models.CharField(max_length=99, unique=True)),
        migrations.AlterField("employee", "name", models.TextField()),
        migrations.RemoveConstraint("employee", "employees_email_unique"),
    ],
    "rename and remove": [
        migrations.RenameField(WORK_LOG, "notes", "remarks"),
        migrations.RemoveField("employee", "hourly_rate"),
        migrations.RenameModel("Punch", "Tap"),
        migrations.AlterModelTable("Tap", "taps"),
    ],
    "constraints": [
        AddConstraintNotValid(
            "employee",
            models.CheckConstraint(condition=~models.Q(name="x"), name="employees_not_x"),
        ),
    ],
    "validate": [
        migrations.AddConstraint(
            "employee", models.CheckConstraint(condition=~models.Q(name="y"), name="employees_y")
        ),
        ValidateConstraint("employee", "employees_y"),
    ],
    "SQL, with a percent sign and a comment at the end": [
        migrations.RunSQL("CREATE VIEW busy AS SELECT 100 % 7 AS one -- here"),
        migrations.RunSQL([("COMMENT ON TABLE employees IS %s", ["it's 5% of all; \\ "])]),
        migrations.RunSQL(
            "CREATE FUNCTION one() RETURNS int LANGUAGE sql AS $$ SELECT 1; $$;"
            " CREATE TABLE extra (id int); INSERT INTO extra SELECT count(*) FROM employees;"
            " SELECT id FROM extra"
        ),
    ],
}


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
    employees, name = f"{replayed.schema_name}.employees", "employees_hourly_rate_not_negative"
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


def set_names(apps: Any, editor: Any) -> None:
    employees = apps.get_model("timetracking", "Employee").objects.using(editor.connection.alias)
    for employee in employees.all():
        employee.name = f"{employee.name} of {editor.connection.alias}"
        employee.save()


def unset_names(apps: Any, editor: Any) -> None:
    apps.get_model("timetracking", "Employee").objects.using(editor.connection.alias).update(
        name="unset"
    )


def add_employee(company: Tenant, name: str) -> None:
    with tenant_context(company):
        sql_as_company = connections["default"].cursor()
        sql_as_company.execute(
            "INSERT INTO employees (name, email, role, is_active, created_at)"
            " VALUES (%s, '', 'member', true, now())",
            [name],
        )


def names(company: Tenant) -> list[str]:
    return [name for (name,) in sql(f"SELECT name FROM {company.schema_name}.employees")]


def test_python_of_a_migration_runs_in_each_company(pair: Pair, extend: Extend) -> None:
    companies = pair()
    for company, name in zip(companies, ("Ada", "Bo"), strict=True):
        add_employee(company, name)
    extend(
        OPERATIONS["add a field"],
        [migrations.RunPython(set_names, unset_names)],
        OPERATIONS["a default of the database"],
    )
    migrate(*companies)
    assert [names(company) for company in companies] == [["Ada of owner"], ["Bo of owner"]]
    assert_same(*companies)


def test_python_inside_a_separated_operation_runs_too(pair: Pair, extend: Extend) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    inner = migrations.RunPython(set_names, migrations.RunPython.noop)
    extend([migrations.SeparateDatabaseAndState(database_operations=[inner])])
    migrate(*companies)
    assert [names(company) for company in companies] == [["Ada of owner"], ["Ada of owner"]]


def test_python_that_asks_nothing_runs_in_each_company(pair: Pair, extend: Extend) -> None:
    companies = pair()
    ran = []
    extend([migrations.RunPython(lambda apps, editor: ran.append(editor))])
    migrate(*companies)
    assert len(ran) == 2


class NameAnew(migrations.RunSQL):
    """Is an operation of somebody else's, of whom we know nothing."""

    def database_forwards(self, app_label: str, editor: Any, before: Any, after: Any) -> None:
        editor.execute("UPDATE employees SET name = %s", [random_code()])


def test_an_operation_that_is_not_django_s_own_runs_in_each_company(
    pair: Pair, extend: Extend
) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    extend([NameAnew("")])
    migrate(*companies)
    assert names(companies[0]) != names(companies[1])


def random_code() -> str:
    return uuid.uuid4().hex


@pytest.mark.parametrize(
    "field",
    [
        models.CharField(max_length=40, default=random_code),
        models.DateTimeField(default=timezone.now),
        models.DateTimeField(auto_now_add=True),
        models.DateTimeField(auto_now=True),
    ],
    ids=["random", "now", "auto_now_add", "auto_now"],
)
def test_a_default_made_anew_each_time_is_not_replayed(
    field: Any, pair: Pair, extend: Extend
) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    extend([migrations.AddField("employee", "fresh", field)])
    migrate(*companies)
    first, second = (sql(f"SELECT fresh FROM {one.schema_name}.employees") for one in companies)
    assert first != second
    assert_same(*companies)


def test_a_translated_default_is_in_the_language_of_each_run(pair: Pair, extend: Extend) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    # Another text says only in which language it was asked for.
    field: models.CharField[str, str] = models.CharField(
        max_length=40, default=lazy(translation.get_language, str)()
    )
    extend([migrations.AddField("employee", "word", field)])
    migrator = TenantMigrator()
    for company, language in zip(companies, ("de", "es"), strict=True):
        with translation.override(language):
            migrator.migrate(company)
    words = [sql(f"SELECT word FROM {one.schema_name}.employees") for one in companies]
    assert words == [[("de",)], [("es",)]]


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


def test_a_failing_data_step_runs_once(pair: Pair, extend: Extend) -> None:
    calls = []

    def fail(apps: Any, editor: Any) -> None:
        calls.append(editor)
        raise ValueError("no such name")

    company, _ = pair()
    extend([migrations.RunPython(fail)])
    with pytest.raises(TenantMigrationError, match="no such name"):
        migrate(company)
    assert len(calls) == 1


@pytest.mark.parametrize("what", [one for one in OPERATIONS if "SQL" not in one])
def test_backwards_brings_back_what_was(what: str, pair: Pair, extend: Extend) -> None:
    run, replayed = pair()
    extend(OPERATIONS[what])
    migrate(run, replayed)
    back_to(LAST, run, replayed)
    assert_same(run, replayed)
    assert catalog_of(run.schema_name)["migrations"][-1] == ("timetracking", LAST)
    run.refresh_from_db()
    assert run.schema_version.endswith(f"timetracking.{LAST}")
    assert history().is_behind(run.schema_version)
    migrate(run, replayed)
    assert_same(run, replayed)


def test_backwards_runs_the_python_of_going_back(pair: Pair, extend: Extend) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    extend([migrations.RunPython(set_names, unset_names)])
    migrate(*companies)
    back_to(LAST, *companies)
    assert [names(company) for company in companies] == [["unset"], ["unset"]]


def test_what_cannot_be_taken_back_says_so_and_changes_nothing(pair: Pair, extend: Extend) -> None:
    company, _ = pair()
    extend([migrations.RunSQL("CREATE VIEW one AS SELECT 1 AS one")])
    migrate(company)
    with pytest.raises(TenantMigrationError, match="not reversible"):
        back_to(LAST, company)
    assert catalog_of(company.schema_name)["migrations"][-1] == NEXT


def test_zero_takes_an_app_back_and_what_needs_it(pair: Pair) -> None:
    run, replayed = pair()
    back_to("zero", run, replayed, label="accounts")
    assert_same(run, replayed)
    # The tables of the company's settings need no accounts; those of its people do.
    left = [("sessions", "0001_initial"), ("timetracking", "0001_company")]
    assert catalog_of(run.schema_name)["migrations"] == left
    assert run.schema_version == "sessions.0001_initial timetracking.0001_company"
    migrate(run, replayed)
    assert_same(run, replayed)
    assert run.schema_version == history().version


def test_forwards_to_a_named_migration_stops_there(pair: Pair, extend: Extend) -> None:
    run, replayed = pair()
    extend(OPERATIONS["add a field"], OPERATIONS["a default of the database"])
    migrator = back_to(NEXT[1], run, replayed)
    assert [str(step) for step in migrator.steps(frozenset(history().nodes))] == [
        f"timetracking.{AFTER_NEXT} backwards"
    ]
    assert catalog_of(replayed.schema_name)["migrations"][-1] == NEXT
    assert run.schema_version.endswith(".".join(NEXT))
    assert_same(run, replayed)


def test_fake_writes_down_and_runs_nothing(pair: Pair, extend: Extend) -> None:
    run, replayed = pair()
    before = catalog_of(run.schema_name)["columns"]
    extend(OPERATIONS["add a field"])
    for company in (run, replayed):
        TenantMigrator(fake=True).migrate(company)
    assert_same(run, replayed)
    after = catalog_of(run.schema_name)
    assert after["columns"] == before
    assert after["migrations"][-1] == NEXT
    assert run.schema_version == history().version
    for company in (run, replayed):
        TenantMigrator(fake=True, target=("timetracking", LAST)).migrate(company)
    assert catalog_of(run.schema_name)["columns"] == before
    assert run.schema_version.endswith(f"timetracking.{LAST}")


def test_a_squash_is_written_down_where_all_that_it_replaces_is_there(
    pair: Pair, extend: Extend, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, _ = pair()
    extend(OPERATIONS["add a field"])
    migrate(old)
    with_two = MigrationLoader.load_disk

    def load_disk(self: MigrationLoader) -> None:
        with_two(self)
        theirs = sorted(node for node in self.disk_migrations if node[0] == "timetracking")
        replaced = [self.disk_migrations[node] for node in theirs]
        words = {
            "operations": [one for each in replaced for one in each.operations],
            "dependencies": replaced[0].dependencies,
            "replaces": theirs,
            "initial": True,
        }
        squash = type("Migration", (migrations.Migration,), words)
        name = "0001_squashed"
        self.disk_migrations["timetracking", name] = squash(name, "timetracking")

    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    forget()
    assert TenantMigrator().migrate(old) == []
    new, replayed = pair()
    assert_same(new, replayed)
    names_in = [set(catalog_of(one.schema_name)["migrations"]) for one in (old, new)]
    assert names_in[0] == names_in[1]
    assert ("timetracking", "0001_squashed") in names_in[0]
    assert old.schema_version == new.schema_version == history().version


def test_a_schema_that_is_ahead_of_the_code_is_left_as_it_is(pair: Pair, extend: Extend) -> None:
    company, _ = pair()
    extend(OPERATIONS["add a field"])
    migrate(company)
    ahead = company.schema_version
    extend()
    assert TenantMigrator().migrate(company) == []
    company.refresh_from_db()
    assert company.schema_version == ahead
    assert not history().is_behind(ahead)


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


def test_a_script_that_begins_with_a_savepoint_is_replayed(pair: Pair, extend: Extend) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    script = "SAVEPOINT one; UPDATE employees SET name = 'Bo'; RELEASE SAVEPOINT one"
    extend([migrations.RunSQL(script)])
    migrate(*companies)
    assert [names(company) for company in companies] == [["Bo"], ["Bo"]]


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
