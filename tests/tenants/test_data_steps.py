"""Python and values made anew in a migration run in each company."""

import uuid
from typing import Any

import pytest
from django.db import migrations, models
from django.utils import timezone, translation
from django.utils.functional import lazy

from tenants.exceptions import TenantMigrationError
from tenants.migrator import TenantMigrator
from tests.tenants.migrating import Extend, Pair, assert_same, migrate, sql
from tests.tenants.operations import OPERATIONS
from tests.tenants.renaming import add_employee, names, set_names, unset_names

pytestmark = pytest.mark.usefixtures("unrecorded")


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


def test_a_script_that_begins_with_a_savepoint_is_replayed(pair: Pair, extend: Extend) -> None:
    companies = pair()
    for company in companies:
        add_employee(company, "Ada")
    script = "SAVEPOINT one; UPDATE employees SET name = 'Bo'; RELEASE SAVEPOINT one"
    extend([migrations.RunSQL(script)])
    migrate(*companies)
    assert [names(company) for company in companies] == [["Bo"], ["Bo"]]
