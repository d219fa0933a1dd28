"""Extensions live in public, once; companies' indexes use their operator classes."""

import pytest
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.indexes import GinIndex, GistIndex, OpClass
from django.contrib.postgres.operations import (
    BtreeGinExtension,
    CreateExtension,
    TrigramExtension,
)
from django.core.checks import Error
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.models import F
from django.db.models.functions import Lower

from tenants import checks, indexes
from tenants.context import tenant_context
from tenants.exceptions import ExtensionMissing
from tests.tenants.migrating import Extend, Pair, assert_same, migrate, sql


@pytest.mark.parametrize(
    "operation",
    [
        CreateExtension("hstore"),
        TrigramExtension(),
        BtreeGinExtension(),
        migrations.SeparateDatabaseAndState([TrigramExtension()]),
        migrations.RunSQL("SELECT 1; create  extension if not exists pg_trgm"),
        migrations.RunSQL(["SELECT 1", ("CREATE EXTENSION pg_trgm", None)]),
    ],
    ids=["by name", "its own class", "another", "separated", "SQL", "SQL in parts"],
)
def test_a_tenant_migration_that_creates_one_is_refused(
    operation: Operation, extend: Extend
) -> None:
    extend([operation])
    (found,) = checks.check_extensions(None)
    assert isinstance(found, Error)
    assert found.id == "tenants.E014"
    assert found.hint
    assert "only in public" in found.hint


@pytest.mark.parametrize(
    "operation",
    [
        migrations.RunSQL("COMMENT ON TABLE employees IS 'an extension'"),
        migrations.AddField("employee", "tag", models.TextField(default="")),
    ],
)
def test_others_are_not(operation: Operation, extend: Extend) -> None:
    extend([operation])
    assert checks.check_extensions(None) == []


@pytest.fixture
def trigrams(committed: None) -> None:
    """Have pg_trgm in public."""
    indexes.ensure_extension("pg_trgm")


INDEXES: dict[str, Operation] = {
    "by fields": migrations.AddIndex(
        "employee",
        GinIndex(fields=["name"], name="employees_like", opclasses=["gin_trgm_ops"]),
    ),
    "by fields, another kind": migrations.AddIndex(
        "employee",
        GistIndex(fields=["name"], name="employees_like", opclasses=["gist_trgm_ops"]),
    ),
    "by an expression": migrations.AddIndex(
        "employee", GinIndex(OpClass(Lower("name"), name="gin_trgm_ops"), name="employees_like")
    ),
    "with its schema": migrations.AddIndex(
        "employee",
        GinIndex(fields=["name"], name="employees_like", opclasses=["public.gin_trgm_ops"]),
    ),
    "in an exclusion": migrations.AddConstraint(
        "employee",
        ExclusionConstraint(
            name="employees_like", expressions=[(OpClass(F("id"), name="gist_int8_ops"), "=")]
        ),
    ),
    "with a new table": migrations.CreateModel(
        "Word",
        [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())],
        options={
            "indexes": [
                GinIndex(fields=["name"], name="employees_like", opclasses=["gin_trgm_ops"])
            ]
        },
    ),
}


@pytest.mark.parametrize("way", INDEXES)
def test_a_company_s_index_names_an_operator_class_of_public(
    way: str, trigrams: None, pair: Pair, extend: Extend
) -> None:
    """In companies that are there and in new ones, the first of each by running."""
    companies = pair()
    extend([INDEXES[way]])
    migrate(*companies)
    made = pair()
    for company in (*companies, *made):
        (schema,) = sql(
            "SELECT opcnamespace::regnamespace::text FROM pg_opclass o JOIN pg_index"
            f" ON o.oid = indclass[0] WHERE indexrelid = '{company.schema_name}.employees_like'"
            "::regclass"
        )
        assert schema == ("public",)
    assert_same(*companies)
    assert_same(*made)


def test_an_operator_class_of_postgresql_stays_as_it_is(pair: Pair, extend: Extend) -> None:
    extend(
        [
            migrations.AddField("employee", "facts", models.JSONField(default=dict)),
            migrations.AddIndex(
                "employee",
                GinIndex(fields=["facts"], name="employees_facts", opclasses=["jsonb_path_ops"]),
            ),
            migrations.AddIndex(
                "employee",
                models.Index(fields=["name"], name="employees_n", opclasses=["text_pattern_ops"]),
            ),
        ]
    )
    assert_same(*pair())


def test_a_company_s_people_are_searched_by_likeness(
    trigrams: None, two_logins: None, pair: Pair, extend: Extend
) -> None:
    extend([INDEXES["by fields"]])
    for company in pair():
        with tenant_context(company), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO employees (name, email, role, is_active, created_at)"
                " VALUES ('Katharina', '', 'member', true, now())"
            )
            cursor.execute("SELECT name FROM employees WHERE name %% %s", ["Katarina"])
            assert cursor.fetchall() == [("Katharina",)]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no_such_extension", "Install PostgreSQL's contrib"),
        # Not trusted: only a superuser may make it.
        ("pageinspect", "the owner login may not make it"),
    ],
)
def test_one_that_cannot_be_made_says_who_can(committed: None, name: str, sentence: str) -> None:
    with pytest.raises(ExtensionMissing, match=sentence) as refused:
        indexes.ensure_extension(name)
    assert f"CREATE EXTENSION {name} SCHEMA public" in str(refused.value)
