"""How far a schema is: behind, current, or ahead of this code."""

import pytest
from django.db import migrations
from django.db.migrations.exceptions import InconsistentMigrationHistory
from django.db.migrations.loader import MigrationLoader

from tenants import history
from tenants.history import History, Node

Written = dict[Node, tuple[list[Node], list[Node]]]  # its dependencies, and what it replaces


def with_history(written: Written, monkeypatch: pytest.MonkeyPatch) -> History:
    """Make a history of migrations that only stand here."""

    def load_disk(self: MigrationLoader) -> None:
        self.disk_migrations = {}
        for (label, name), (dependencies, replaces) in written.items():
            words = {"dependencies": dependencies, "replaces": replaces}
            kind = type("Migration", (migrations.Migration,), words)
            self.disk_migrations[label, name] = kind(name, label)
        self.migrated_apps = {label for label, _ in written}
        self.unmigrated_apps = set()

    monkeypatch.setattr(MigrationLoader, "load_disk", load_disk)
    monkeypatch.setattr(history, "tenant_labels", lambda: frozenset({"staff", "clock"}))
    return History()


STAFF = ("staff", "0001_initial")
CLOCK = ("clock", "0001_initial")
BREAKS = ("clock", "0002_breaks")
KIOSK = ("clock", "0003_kiosk")
CHAIN: Written = {
    STAFF: ([], []),
    CLOCK: ([STAFF], []),
    BREAKS: ([CLOCK], []),
    KIOSK: ([BREAKS], []),
}


@pytest.fixture
def chain(monkeypatch: pytest.MonkeyPatch) -> History:
    return with_history(CHAIN, monkeypatch)


def test_the_version_names_the_last_migration_of_each_app(chain: History) -> None:
    assert chain.version == "clock.0003_kiosk staff.0001_initial"
    assert chain.version_of(frozenset({STAFF, CLOCK})) == "clock.0001_initial staff.0001_initial"
    assert chain.version_of(frozenset()) == ""


@pytest.mark.parametrize(
    ("version", "behind", "ahead"),
    [
        ("", True, False),
        ("staff.0001_initial", True, False),
        ("clock.0002_breaks staff.0001_initial", True, False),
        ("clock.0003_kiosk staff.0001_initial", False, False),
        ("clock.0004_offline staff.0001_initial", False, True),
        ("clock.0002_breaks staff.0009_new", True, True),
        ("ef0123456789abcd", True, True),
    ],
)
def test_where_a_schema_stands(version: str, behind: bool, ahead: bool, chain: History) -> None:
    assert (chain.is_behind(version), chain.is_ahead(version)) == (behind, ahead)


def test_branches_of_one_app_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    forked = with_history({**CHAIN, ("clock", "0003_pay"): ([BREAKS], [])}, monkeypatch)
    assert forked.version == "clock.0003_kiosk clock.0003_pay staff.0001_initial"
    assert forked.is_behind("clock.0003_kiosk staff.0001_initial")
    assert not forked.is_behind(forked.version)


SQUASH = ("clock", "0001_squashed_0003")


@pytest.fixture
def squashed(monkeypatch: pytest.MonkeyPatch) -> History:
    return with_history({**CHAIN, SQUASH: ([STAFF], [CLOCK, BREAKS, KIOSK])}, monkeypatch)


def test_a_squash_counts_once_all_that_it_replaces_is_there(squashed: History) -> None:
    assert squashed.version == "clock.0001_squashed_0003 staff.0001_initial"
    assert squashed.counted(frozenset(CHAIN)) == {STAFF, SQUASH}
    assert not squashed.is_behind("clock.0003_kiosk staff.0001_initial")
    assert squashed.is_behind("clock.0002_breaks staff.0001_initial")


def test_a_squash_of_which_a_part_is_there_is_refused(squashed: History) -> None:
    with pytest.raises(InconsistentMigrationHistory, match="has only 2 of them"):
        squashed.counted(frozenset({STAFF, CLOCK, BREAKS}))


def test_a_hole_is_refused(chain: History) -> None:
    with pytest.raises(InconsistentMigrationHistory, match=r"clock\.0002_breaks, which it needs"):
        chain.counted(frozenset({STAFF, CLOCK, KIOSK}))
