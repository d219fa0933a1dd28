"""Backwards, to a named migration, faked or squashed: as far as was asked and no further."""

import pytest
from django.db import migrations
from django.db.migrations.loader import MigrationLoader

from tenants.exceptions import TenantMigrationError
from tenants.history import history
from tenants.migrator import TenantMigrator
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
    migrate,
)
from tests.tenants.operations import OPERATIONS
from tests.tenants.renaming import add_employee, names, set_names, unset_names

pytestmark = pytest.mark.usefixtures("unrecorded")


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
    left = [("jobs", "0001_initial"), ("timetracking", "0001_company")]
    assert catalog_of(run.schema_name)["migrations"] == left
    assert run.schema_version == "jobs.0001_initial timetracking.0001_company"
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
