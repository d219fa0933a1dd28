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


ALL = "clock.0001_initial clock.0002_breaks clock.0003_kiosk staff.0001_initial"


def test_the_version_names_every_migration(chain: History) -> None:
    assert chain.version == ALL
    assert chain.version_of(frozenset({STAFF, CLOCK})) == "clock.0001_initial staff.0001_initial"
    assert chain.version_of(frozenset()) == ""


@pytest.mark.parametrize(
    ("version", "behind", "ahead"),
    [
        ("", True, False),
        ("staff.0001_initial", True, False),
        ("clock.0001_initial clock.0002_breaks staff.0001_initial", True, False),
        (ALL, False, False),
        (f"{ALL} clock.0004_offline", False, True),
        (f"{ALL} clock.0004_offline staff.0002_phone", False, True),
        (f"{ALL} rota.0001_initial", False, True),
        ("clock.0001_initial clock.0002_breaks staff.0001_initial staff.0009_new", True, True),
        ("ef0123456789abcd", True, True),
        # Not newer: the code's own are missing, so the name is of a file renamed or removed.
        ("clock.0001_initial clock.0002_breaks clock.0003_tablet staff.0001_initial", True, False),
        ("clock.0001_initial clock.0002_breaks clock.0009_new staff.0001_initial", True, False),
        ("clock.0004_offline staff.0001_initial", True, False),
        ("staff.0009_new", True, False),
        # Makes no sense: one without another that it needs.
        ("clock.0001_initial clock.0003_kiosk staff.0001_initial", True, False),
    ],
)
def test_where_a_schema_stands(version: str, behind: bool, ahead: bool, chain: History) -> None:
    assert (chain.is_behind(version), chain.is_ahead(version)) == (behind, ahead)


def test_branches_of_one_app_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    forked = with_history({**CHAIN, ("clock", "0003_pay"): ([BREAKS], [])}, monkeypatch)
    assert "clock.0003_kiosk clock.0003_pay staff.0001_initial" in forked.version
    assert forked.is_behind(ALL)
    assert not forked.is_behind(forked.version)


SQUASH = ("clock", "0001_squashed_0003")


@pytest.fixture
def squashed(monkeypatch: pytest.MonkeyPatch) -> History:
    return with_history({**CHAIN, SQUASH: ([STAFF], [CLOCK, BREAKS, KIOSK])}, monkeypatch)


def test_a_squash_counts_once_all_that_it_replaces_is_there(squashed: History) -> None:
    assert squashed.version == f"clock.0001_initial clock.0001_squashed_0003 {ALL[19:]}"
    assert squashed.applied(frozenset(CHAIN)) == {STAFF, SQUASH}
    assert not squashed.is_behind(ALL)
    assert squashed.is_behind("clock.0001_initial clock.0002_breaks staff.0001_initial")


def test_a_squash_goes_through_its_three_releases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before it, with what it replaces beside it, and alone, the others' files removed."""
    before = with_history(CHAIN, monkeypatch)
    beside = with_history({**CHAIN, SQUASH: ([STAFF], [CLOCK, BREAKS, KIOSK])}, monkeypatch)
    alone = with_history({STAFF: ([], []), SQUASH: ([STAFF], [])}, monkeypatch)
    old, both, new = ALL, beside.version, "clock.0001_squashed_0003 staff.0001_initial"
    # The company of before is complete with the squash beside, which is still to be written down.
    assert not beside.status(old).is_behind
    assert not beside.status(old).is_recorded
    assert beside.status(both).is_recorded
    # Workers of the release before go on serving it.
    assert not before.is_behind(both)
    # Where it was never written down, the last release says so, instead of calling it newer.
    assert (alone.is_behind(old), alone.is_ahead(old)) == (True, False)
    assert not alone.is_behind(both)
    assert not alone.is_behind(new)


def test_a_removed_migration_whose_app_has_all_it_needs_is_no_lack(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fewer = {node: written for node, written in CHAIN.items() if node != KIOSK}
    reverted = with_history(fewer, monkeypatch)
    assert not reverted.is_behind(ALL)
    assert reverted.is_ahead(ALL)


def test_a_squash_of_which_a_part_is_there_is_refused(squashed: History) -> None:
    with pytest.raises(InconsistentMigrationHistory, match="has only 2 of them"):
        squashed.applied(frozenset({STAFF, CLOCK, BREAKS}))


def test_a_hole_is_refused(chain: History) -> None:
    with pytest.raises(InconsistentMigrationHistory, match=r"clock\.0002_breaks, which it needs"):
        chain.applied(frozenset({STAFF, CLOCK, KIOSK}))
