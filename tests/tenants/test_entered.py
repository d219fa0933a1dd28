"""A connection answers whoever has entered a tenant on it, or public; nobody else."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections, migrations, transaction
from django.db.backends.signals import connection_created

from accounts.models import User
from tenants import roles
from tenants.context import no_tenant, public_context, tenant_context
from tenants.exceptions import NoTenantError, TenantMigrationError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.tenants.migrating import Extend, Pair, migrate, sql

MakeCompany = Callable[..., Tenant]


def executed(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT email FROM users")


def executed_many(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.executemany("UPDATE users SET name = %s", [["Stolen"]])


def called(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.callproc("now")


def streamed(alias: str) -> None:
    with connections[alias].cursor() as cursor:
        list(cursor.stream("SELECT email FROM users"))


def copied(alias: str) -> None:
    with connections[alias].cursor() as cursor, cursor.copy("COPY users TO STDOUT") as copy:
        copy.read()


def in_an_atomic_block(alias: str) -> None:
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        cursor.execute("UPDATE users SET name = 'Stolen'")


def in_a_savepoint(alias: str) -> None:
    with transaction.atomic(using=alias), transaction.atomic(using=alias):
        executed(alias)


def by_the_orm(alias: str) -> None:
    User.objects.using(alias).update(name="Stolen")


def iterated(alias: str) -> None:
    list(User.objects.using(alias).iterator(chunk_size=1))


def raw(alias: str) -> None:
    list(User.objects.using(alias).raw("SELECT * FROM users"))


def of_a_shared_app(alias: str) -> None:
    list(Tenant.objects.using(alias))


def introspected(alias: str) -> None:
    connections[alias].introspection.table_names()


def by_a_schema_editor(alias: str) -> None:
    with connections[alias].schema_editor() as editor:
        editor.execute("UPDATE users SET name = 'Stolen'")


def of_a_connection_of_its_own(alias: str) -> None:
    own = connections.create_connection(alias)
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT email FROM users")
    finally:
        own.close()


WAYS = [
    executed,
    executed_many,
    called,
    streamed,
    copied,
    in_an_atomic_block,
    in_a_savepoint,
    by_the_orm,
    iterated,
    raw,
    of_a_shared_app,
    introspected,
    by_a_schema_editor,
    of_a_connection_of_its_own,
]


@pytest.fixture
def operator(committed: None) -> Any:
    """Make somebody in public whose name must not change."""
    made = User.objects.create_user("operator@shiftbook.example", "a-long-password", name="Olga")
    yield made
    found = sql(f"DELETE FROM public.users WHERE id = {made.pk} RETURNING name")
    assert found == [("Olga",)]


@pytest.mark.parametrize("alias", ["default", OWNER_ALIAS])
@pytest.mark.parametrize("way", WAYS)
def test_outside_of_tenants_and_public_nothing_is_asked(
    way: Callable[[str], None], alias: str, operator: User
) -> None:
    with no_tenant(), pytest.raises(NoTenantError, match="Neither a tenant nor public"):
        way(alias)


@pytest.mark.parametrize("way", WAYS)
def test_inside_a_tenant_of_the_owner_login_the_other_is_not_asked(
    way: Callable[[str], None], operator: User, acme: Tenant
) -> None:
    """Also where public was entered around it, as manage.py does."""
    with (
        tenant_context(acme, using=OWNER_ALIAS),
        pytest.raises(NoTenantError, match='"default" would use public'),
    ):
        way("default")


@pytest.mark.parametrize("way", WAYS)
def test_inside_a_tenant_the_owner_login_is_not_asked(
    way: Callable[[str], None], operator: User, acme: Tenant
) -> None:
    with (
        tenant_context(acme),
        pytest.raises(NoTenantError, match="the owner login sees every company"),
    ):
        way(OWNER_ALIAS)


def test_public_is_asked_once_it_was_entered(operator: User) -> None:
    with no_tenant(), public_context():
        for alias in ("default", OWNER_ALIAS):
            executed(alias)
            of_a_shared_app(alias)
            in_a_savepoint(alias)


@pytest.mark.parametrize("moment", ["a tenant", "public"])
@pytest.mark.parametrize("alias", ["default", OWNER_ALIAS])
def test_a_cursor_that_outlives_its_block_is_not_used(
    moment: str, alias: str, operator: User, acme: Tenant
) -> None:
    block = tenant_context(acme, using=alias) if moment == "a tenant" else public_context()
    with no_tenant():
        with block:
            cursor = connections[alias].cursor()
            cursor.execute("SELECT 1")
        for use in (
            lambda: cursor.execute("UPDATE users SET name = 'Stolen'"),
            lambda: cursor.executemany("UPDATE users SET name = %s", [["Stolen"]]),
            lambda: list(cursor.stream("SELECT email FROM users")),
            lambda: cursor.copy("COPY users TO STDOUT").__enter__(),
        ):
            with pytest.raises(NoTenantError):
                use()


def test_a_cursor_of_public_is_not_used_inside_a_tenant(
    operator: User, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    with connections["default"].cursor() as cursor:
        with tenant_context(company, ahead=True):
            cursor.execute("SELECT count(*) FROM users")  # the tenant's own, its BEGIN answered
            assert cursor.fetchone() == (0,)
        with (
            tenant_context(company, using=OWNER_ALIAS),
            pytest.raises(NoTenantError, match='"default" would use public'),
        ):
            cursor.execute("UPDATE users SET name = 'Stolen'")


def test_savepoints_need_nobody(committed: None) -> None:
    with no_tenant(), transaction.atomic(), transaction.atomic():
        pass
    with (
        no_tenant(),
        pytest.raises(ZeroDivisionError),
        transaction.atomic(),
        transaction.atomic(),
    ):
        _ = 1 / 0


def test_a_thread_enters_public_by_itself(committed: None) -> None:
    found: list[Any] = []

    def work() -> None:
        try:
            executed("default")
        except NoTenantError as error:
            found.append(error)
        with public_context():
            executed("default")
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=30)
    assert len(found) == 1


def steal(alias: str) -> Callable[[Any, Any], None]:
    def rename(apps: Any, editor: Any) -> None:
        connections[alias].cursor().execute("UPDATE users SET name = 'Stolen'")

    return rename


def test_a_data_migration_that_asks_the_other_connection_changes_nobody(
    operator: User, pair: Pair, extend: Extend
) -> None:
    company, _ = pair()
    extend([migrations.RunPython(steal("default"))])
    with pytest.raises(TenantMigrationError, match=r"schema_editor\.connection"):
        migrate(company)


def test_a_data_migration_that_asks_its_own_changes_its_company(
    operator: User, pair: Pair, extend: Extend
) -> None:
    company, _ = pair()
    with tenant_context(company):
        User.objects.create_user("sam@fresh.example", name="Sam")
    extend([migrations.RunPython(steal(OWNER_ALIAS))])
    migrate(company)
    assert sql(f"SELECT name FROM {company.schema_name}.users") == [("Stolen",)]


def test_the_first_connection_of_a_process_needs_nobody(committed: None) -> None:
    for alias in ("default", OWNER_ALIAS):
        own = connections.create_connection(alias)
        with no_tenant():
            own.ensure_connection()
            assert own.pg_version >= 160000  # type: ignore[attr-defined]
            assert own.is_usable()
            own.close()


def test_who_is_told_of_a_new_connection_may_ask_it_in_public(fresh_company: MakeCompany) -> None:
    """As django.contrib.postgres does, for the types of extensions."""
    company = fresh_company()
    seen: list[Any] = []

    def ask(connection: Any, **_: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema(), current_user::text")
            seen.append((connection.alias, *cursor.fetchone()))

    connections.close_all()
    connection_created.connect(ask)
    try:
        for alias in ("default", OWNER_ALIAS):
            with no_tenant(), tenant_context(company, using=alias):
                executed(alias)
            with pytest.raises(NoTenantError), no_tenant():
                executed(alias)
    finally:
        connection_created.disconnect(ask)
    assert seen == [
        ("default", "public", roles.app_login()),
        (OWNER_ALIAS, "public", roles.owner_login()),
    ]


@pytest.mark.parametrize(
    "command", [["check", "--database", "default"], ["makemigrations", "--check", "--dry-run"]]
)
def test_django_s_own_commands_work_in_public(command: list[str], committed: None) -> None:
    call_command(*command, verbosity=0)
