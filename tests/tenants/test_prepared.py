"""What is kept of a new tenant's tables: never stale, and the owner login's alone."""

import platform
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cachetools
import django
import psycopg
import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import DatabaseError, connections, migrations, transaction

from tenants import prepared, roles
from tenants.context import public_context, tenant_context
from tenants.creation import TableCreator
from tenants.history import History, history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.recording import Recording
from tests.tenants.keeping import rows

MakeCompany = Callable[..., Tenant]
pytestmark = pytest.mark.usefixtures("nothing_kept")


CHANGES: dict[str, Callable[[pytest.MonkeyPatch, Any], None]] = {
    "Django": lambda patch, settings: patch.setattr(django, "__version__", "5.2.999"),
    "psycopg": lambda patch, settings: patch.setattr(psycopg, "__version__", "3.999"),
    "Python": lambda patch, settings: patch.setattr(platform, "python_version", lambda: "3.999"),
    "the server": lambda patch, settings: patch.setattr(
        connections[OWNER_ALIAS], "pg_version", 999_999
    ),
    "the secret": lambda patch, settings: setattr(settings, "SECRET_KEY", "another" * 9),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_is_kept_is_not_found_after_a_change_of(
    what: str, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    before = prepared.fingerprint(history())
    assert before == prepared.fingerprint(History())
    CHANGES[what](monkeypatch, settings)
    assert prepared.fingerprint(history()) not in ("", before)


@pytest.mark.parametrize("name", prepared.SETTINGS)
def test_what_is_kept_is_not_found_once_a_setting_is_changed(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prepared.fingerprint(history())

    class Others:
        def __getattr__(self, asked: str) -> object:
            return "another" if asked == name else getattr(django_settings, asked)

    monkeypatch.setattr(prepared, "settings", Others())
    assert prepared.fingerprint(history()) not in ("", before)


@pytest.mark.parametrize(
    "file",
    [
        "timetracking/migrations/0001_company.py",
        "accounts/fields.py",  # which a migration imports
        "tenants/recording.py",
    ],
)
def test_what_is_kept_is_not_found_once_a_file_is_changed(
    file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = prepared.fingerprint(history())
    real = Path.read_bytes
    changed = Path(django_settings.BASE_DIR, file)
    assert changed.is_file()

    def read_bytes(self: Path) -> bytes:
        return real(self) + (b"# changed" if self == changed else b"")

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    assert prepared.fingerprint(history()) not in ("", before)


def test_what_is_kept_is_not_found_once_a_package_that_a_migration_imports_is_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    migration = Path(django_settings.BASE_DIR, "timetracking/migrations/0001_company.py")
    added = {migration: b"\nfrom cachetools import TTLCache\n"}
    real = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: real(self) + added.get(self, b""))
    before = prepared.fingerprint(history())
    added[Path(cachetools.__file__)] = b"# changed"
    assert prepared.fingerprint(history()) not in ("", before)


def test_a_migration_of_the_next_release_has_another_fingerprint(settings: Any) -> None:
    before = prepared.fingerprint(history())
    settings.MIGRATION_MODULES = {"timetracking": "tests.faults.later"}
    later = History()
    assert later.nodes[-1] == ("timetracking", "9999_tag")
    assert prepared.fingerprint(later) not in ("", before)


def test_migrations_that_are_in_no_file_of_their_own_are_not_kept(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    label, name = history().nodes[-1]
    found = history().graph.nodes[label, name]
    words = {"operations": found.operations, "dependencies": found.dependencies}
    made = type("Migration", (migrations.Migration,), words)(name, label)
    monkeypatch.setitem(history().graph.nodes, (label, name), made)
    assert prepared.fingerprint(history()) == ""
    TableCreator().prepare()
    fresh_company()
    assert not rows().exists()


def test_a_sound_row_under_another_fingerprint_is_not_replayed(fresh_company: MakeCompany) -> None:
    fresh_company()
    key = rows().get().fingerprint
    rows().update(fingerprint="of another release")
    assert prepared.load("of another release") is None
    rows().update(fingerprint=key)
    assert prepared.load(key)


STATEMENTS = [
    "SELECT recordings FROM public.tenants_preparedtables",
    "UPDATE public.tenants_preparedtables SET recordings = ''",
    "DELETE FROM public.tenants_preparedtables",
    "INSERT INTO public.tenants_preparedtables VALUES ('', '', '', now())",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_neither_the_app_login_nor_a_company_may_touch_it(
    statement: str, two_logins: None, acme: Tenant, fresh_company: MakeCompany
) -> None:
    fresh_company()
    for place in (public_context(), tenant_context(acme)):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            place,
            transaction.atomic(),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(statement)
    assert rows().count() == 1


def test_migrate_withdraws_what_the_app_login_was_given_of_it(two_logins: None) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f"GRANT ALL ON public.tenants_preparedtables TO {roles.app_login()}")
    call_command("migrate", verbosity=0)
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT has_any_column_privilege(%s, 'public.tenants_preparedtables', 'SELECT, UPDATE')"
            " OR has_table_privilege(%s, 'public.tenants_preparedtables', 'INSERT, DELETE')",
            [roles.app_login()] * 2,
        )
        assert cursor.fetchone() == (False,)


def test_releases_long_gone_are_deleted(monkeypatch: pytest.MonkeyPatch) -> None:
    for release in "abcde":
        prepared.save(release, [Recording(("SELECT 1",), (((b"\xff1",),),)), None])
    assert sorted(rows().values_list("pk", flat=True)) == ["c", "d", "e"]
    assert prepared.load("e") == [Recording(("SELECT 1",), (((b"\xff1",),),)), None]
