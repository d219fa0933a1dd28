"""Rows changed by one step and a table altered by the next, all in one transaction a company."""

import uuid
from typing import Any

import pytest
from django.db import IntegrityError, connections, migrations, models, transaction
from django.db.migrations.operations.base import Operation

from tenants.context import tenant_context
from tenants.exceptions import ProvisioningError, TenantMigrationError
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.signals import tenant_provisioned
from tests.catalog import catalog_of
from tests.tenants.migrating import LAST, NEXT, Extend, Pair, assert_same, back_to, migrate, sql


def write_rows(apps: Any, editor: Any) -> None:
    """Add rows whose foreign keys are checked later, as Django makes all of them."""
    alias = editor.connection.alias
    employee = apps.get_model("timetracking", "Employee").objects.using(alias).create(name="Ada")
    visit = apps.get_model("timetracking", "Visit").objects.using(alias)
    visit.create(employee=employee, name="one")


def unwrite_rows(apps: Any, editor: Any) -> None:
    write_rows(apps, editor)


class WriteRows(migrations.RunPython):
    """Is an operation of somebody else's."""

    def __init__(self) -> None:
        super().__init__(write_rows, unwrite_rows)


WRITE_BY_SQL = (
    "INSERT INTO employees (name, email, role, is_active, created_at)"
    " VALUES ('Ada', '', 'member', true, now());"
    " INSERT INTO timetracking_visit (name, employee_id) SELECT 'one', max(id) FROM employees"
)
VISIT = migrations.CreateModel(
    "Visit",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=40, null=True)),
        ("employee", models.ForeignKey("timetracking.Employee", models.CASCADE)),
    ],
)
DATA: dict[str, list[Operation]] = {
    "Python": [migrations.RunPython(write_rows, unwrite_rows)],
    "SQL": [migrations.RunSQL(WRITE_BY_SQL, WRITE_BY_SQL)],
    "somebody else's": [WriteRows()],
    "inside a separated one": [
        migrations.SeparateDatabaseAndState([migrations.RunPython(write_rows, unwrite_rows)])
    ],
}
ALTER: dict[str, list[Operation]] = {
    "add a column": [migrations.AddField("visit", "tag", models.TextField(default=""))],
    "alter a column": [migrations.AlterField("visit", "name", models.TextField(default="x"))],
    "add an index": [migrations.AddIndex("visit", models.Index(fields=["name"], name="visit_n"))],
    "add a foreign key": [
        migrations.AddField(
            "visit", "log", models.ForeignKey("timetracking.WorkLog", models.CASCADE, null=True)
        )
    ],
    "add a constraint": [
        migrations.AddConstraint(
            "visit", models.CheckConstraint(condition=~models.Q(name="y"), name="visit_not_y")
        )
    ],
    "rename the table": [migrations.AlterModelTable("visit", "visits")],
    "remove the table": [migrations.DeleteModel("Visit")],
    "alter in SQL": [
        migrations.RunSQL(
            "ALTER TABLE timetracking_visit ADD COLUMN tag int",
            "ALTER TABLE timetracking_visit DROP COLUMN tag",
        )
    ],
    "separated": [
        migrations.SeparateDatabaseAndState(
            [migrations.AddField("visit", "tag", models.TextField(default=""))]
        )
    ],
}


# Each pair of values: all of them together would take twice as long.
@pytest.mark.parametrize(
    ("data", "alter", "apart"),
    [
        (data, ("add a column", "add a foreign key")[(number + apart) % 2], apart)
        for number, data in enumerate(DATA)
        for apart in (True, False)
    ],
)
def test_rows_are_changed_and_then_their_table(
    data: str, alter: str, apart: bool, pair: Pair, extend: Extend
) -> None:
    """In companies that are there, and in new ones: the first of each by running, then replayed."""
    companies = pair()
    steps = [DATA[data], ALTER[alter]]
    extend([VISIT], *(steps if apart else [[*steps[0], *steps[1]]]))
    migrate(*companies)
    assert_same(*companies)
    made = pair()
    assert_same(*made)
    for company in (*companies, *made):
        assert sql(f"SELECT count(*) FROM {company.schema_name}.timetracking_visit") == [(1,)]


@pytest.mark.parametrize("alter", ALTER)
def test_the_table_may_be_altered_in_any_way(alter: str, pair: Pair, extend: Extend) -> None:
    extend([VISIT], [*DATA["SQL"], *ALTER[alter]])
    made = pair()
    assert_same(*made)


@pytest.mark.parametrize("data", ["Python", "SQL"])
def test_and_on_the_way_back(data: str, pair: Pair, extend: Extend) -> None:
    extend([VISIT], ALTER["add an index"], DATA[data])
    companies = pair()
    back_to(NEXT[1], *companies)
    assert_same(*companies)
    extend([VISIT], [*ALTER["add an index"], *DATA[data]])
    companies = pair()
    back_to(LAST, *companies)
    assert catalog_of(companies[1].schema_name)["migrations"][-1] == ("timetracking", LAST)


def test_what_the_editor_puts_off_comes_after_the_rows(pair: Pair, extend: Extend) -> None:
    """Django makes the index of a new foreign key at the migration's end."""
    key: models.Field[Any, Any] = models.ForeignKey(
        "timetracking.WorkLog", models.CASCADE, null=True
    )
    extend([VISIT], [migrations.AddField("visit", "log", key), *DATA["Python"]])
    assert_same(*pair())


CIRCLE = [
    migrations.RunSQL(
        "CREATE TABLE one (id int PRIMARY KEY, other int);"
        " CREATE TABLE two (id int PRIMARY KEY,"
        " other int REFERENCES one DEFERRABLE INITIALLY DEFERRED);"
        " ALTER TABLE one ADD FOREIGN KEY (other) REFERENCES two DEFERRABLE INITIALLY DEFERRED"
    )
]


def test_after_a_step_constraints_are_deferred_again(pair: Pair, extend: Extend) -> None:
    """Django ends an UPDATE of its own with SET CONSTRAINTS ALL IMMEDIATE, and leaves it so."""
    filled = migrations.AlterField("visit", "name", models.TextField(default="x"))
    circle = "INSERT INTO one VALUES (3, 4); INSERT INTO two VALUES (4, 3)"
    extend([VISIT], CIRCLE, [filled], [migrations.RunSQL(circle)])
    assert_same(*pair())


def test_who_fills_a_new_company_finds_them_deferred(pair: Pair, extend: Extend) -> None:
    filled = migrations.AlterField("visit", "name", models.TextField(default="x"))
    extend([VISIT], CIRCLE, [filled])

    def fill(**_: Any) -> None:
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute("INSERT INTO one VALUES (3, 4)")
            cursor.execute("INSERT INTO two VALUES (4, 3)")

    tenant_provisioned.connect(fill)
    try:
        assert_same(*pair())
    finally:
        tenant_provisioned.disconnect(fill)


UNIQUE = models.UniqueConstraint(
    fields=["number"], name="seat_number", deferrable=models.Deferrable.IMMEDIATE
)
SEAT = migrations.CreateModel(
    "Seat",
    [("id", models.BigAutoField(primary_key=True)), ("number", models.IntegerField())],
    options={"constraints": [UNIQUE]},
)


def test_after_a_step_what_is_immediate_by_default_is_so_again(pair: Pair, extend: Extend) -> None:
    caught: list[str] = []

    def twice(apps: Any, editor: Any) -> None:
        seats = apps.get_model("timetracking", "Seat").objects.using(editor.connection.alias)
        seats.create(number=1)
        with pytest.raises(IntegrityError), transaction.atomic(using=editor.connection.alias):
            seats.create(number=1)
        caught.append(editor.connection.alias)

    once = "INSERT INTO timetracking_seat (number) VALUES (7)"
    extend([SEAT], [migrations.RunSQL(once)], [migrations.RunPython(twice)])
    assert_same(*pair())
    assert caught == [OWNER_ALIAS, OWNER_ALIAS]


def test_a_company_without_such_a_constraint_is_migrated_all_the_same(
    pair: Pair, extend: Extend
) -> None:
    run, differs = pair()
    extend([SEAT])
    migrate(run, differs)
    sql(f"ALTER TABLE {differs.schema_name}.timetracking_seat DROP CONSTRAINT seat_number")
    extend([SEAT], ALTER_SEAT)
    migrate(run, differs)
    for company in (run, differs):
        assert sql(f"SELECT tag FROM {company.schema_name}.timetracking_seat") == []


ALTER_SEAT: list[Operation] = [migrations.AddField("seat", "tag", models.TextField(default=""))]


@pytest.mark.parametrize("apart", [True, False], ids=["two migrations", "one migration"])
def test_a_row_that_breaks_a_deferred_constraint_is_named_and_undone(
    apart: bool, pair: Pair, extend: Extend
) -> None:
    companies = pair()
    broken = migrations.RunSQL("INSERT INTO timetracking_visit (employee_id) VALUES (-1)")
    extend([VISIT], *([[broken], ALTER_VISIT] if apart else [[broken, *ALTER_VISIT]]))
    for company in companies:
        with pytest.raises(TenantMigrationError, match="violates foreign key constraint"):
            migrate(company)
        assert catalog_of(company.schema_name)["migrations"][-1] == ("timetracking", LAST)
    slug = f"broken_{uuid.uuid4().hex[:6]}"
    with pytest.raises(ProvisioningError, match="violates foreign key constraint"):
        provision_tenant(slug=slug, name="Broken")
    assert not Tenant.objects.filter(slug=slug).exists()


ALTER_VISIT = ALTER["add a column"]


def test_a_row_that_breaks_it_in_one_company_is_refused_when_replayed(
    pair: Pair, extend: Extend
) -> None:
    """The recording of a company whose rows are right does not do for one whose are not."""
    right, wrong = pair()
    with tenant_context(wrong, using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "INSERT INTO employees (name, email, role, is_active, created_at)"
            " VALUES ('Eve', '', 'member', true, now())"
        )
    rows = "INSERT INTO timetracking_visit (employee_id) SELECT -1 FROM employees"
    extend([VISIT], [migrations.RunSQL(rows)], ALTER_VISIT)
    migrator = migrate(right)
    with pytest.raises(TenantMigrationError, match="violates foreign key constraint"):
        migrator.migrate(wrong)
    assert catalog_of(wrong.schema_name)["migrations"][-1] == ("timetracking", LAST)
