"""The switch: who is the current tenant, for how long, and what happens outside."""

import contextvars
import threading
from collections.abc import Callable

import pytest
from django.db import (
    IntegrityError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)

from accounts.models import User
from tenants.context import (
    get_current_tenant,
    in_public,
    no_tenant,
    public_context,
    require_tenant,
    tenant_context,
)
from tenants.exceptions import NoTenantError, TenantSwitchError
from tenants.models import Tenant
from tenants.reentry import tenant_on_commit
from tests.waiting import PATIENCE
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def where_am_i() -> tuple[str, str, str]:
    """Ask the server for role, path and stamp."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user::text, current_setting('search_path'),"
            " current_setting('application_name')"
        )
        row: tuple[str, str, str] = cursor.fetchone()
    return row


ACME = ("tenant_acme_test", "tenant_acme_test, public, pg_temp", "shiftbook/acme_test")


def test_inside_a_tenant_the_server_knows_role_path_and_stamp(in_acme: Tenant) -> None:
    assert where_am_i() == ACME


def test_a_company_does_not_see_the_other_ones_rows(
    acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    with tenant_context(corgicafe):
        Employee.objects.create(name="Corgi", email="c@corgicafe.example")
    with tenant_context(acme):
        assert not Employee.objects.exists()


def test_leaving_a_tenant_restores_the_outer_transaction(acme: Tenant, db: None) -> None:
    before = where_am_i()
    with tenant_context(acme):
        assert where_am_i() == ACME
    assert where_am_i() == before
    assert get_current_tenant() is None


def test_an_exception_restores_the_outer_transaction(acme: Tenant, db: None) -> None:
    before = where_am_i()
    with pytest.raises(ZeroDivisionError), tenant_context(acme):
        Employee.objects.create(name="Gone")
        raise ZeroDivisionError
    assert where_am_i() == before
    with tenant_context(acme):
        assert not Employee.objects.exists()


def test_a_database_error_restores_the_outer_transaction(acme: Tenant, db: None) -> None:
    before = where_am_i()
    with pytest.raises(ProgrammingError), tenant_context(acme), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM no_such_table")
    assert where_am_i() == before


def test_rolled_back_savepoints_at_any_depth_keep_the_tenant(in_acme: Tenant) -> None:
    for _ in range(3):
        with transaction.atomic():
            with pytest.raises(IntegrityError), transaction.atomic():
                Employee.objects.create(name="Bad", role="emperor")
            assert where_am_i() == ACME
    assert where_am_i() == ACME


def test_entering_the_same_tenant_again_is_a_savepoint(in_acme: Tenant) -> None:
    with tenant_context(Tenant(pk=in_acme.pk, slug=in_acme.slug)):
        assert where_am_i() == ACME
    assert where_am_i() == ACME


def test_switching_straight_to_another_tenant_is_refused(
    in_acme: Tenant, corgicafe: Tenant
) -> None:
    with pytest.raises(TenantSwitchError, match="leave it before"), tenant_context(corgicafe):
        pass
    assert where_am_i() == ACME


def test_without_a_tenant_the_orm_refuses_tenant_tables(db: None) -> None:
    with pytest.raises(NoTenantError, match="tenant_context"):
        Employee.objects.count()


def test_without_a_tenant_raw_sql_finds_no_tenant_table(companies: object, db: None) -> None:
    with (
        pytest.raises(ProgrammingError, match="does not exist"),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT * FROM employees")


def test_require_tenant_raises_outside_and_returns_inside(acme: Tenant, db: None) -> None:
    with pytest.raises(NoTenantError):
        require_tenant()
    with tenant_context(acme):
        assert require_tenant().slug == "acme_test"


def test_on_commit_callbacks_have_no_tenant(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    seen: list[object] = []
    with tenant_context(company):
        transaction.on_commit(lambda: seen.append(get_current_tenant()))
        transaction.on_commit(Employee.objects.count, robust=True)
        tenant_on_commit(lambda: seen.append(Employee.objects.count()))
    assert seen == [None, 0]


def test_an_on_commit_callback_that_forgets_the_tenant_is_refused(
    fresh_company: MakeCompany,
) -> None:
    with pytest.raises(NoTenantError), tenant_context(fresh_company()):
        transaction.on_commit(Employee.objects.count)


def test_a_generator_that_outlives_the_transaction_is_refused(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    with tenant_context(company):
        late = (employee.name for employee in Employee.objects.all().iterator())
        later = Employee.objects.all()
    with pytest.raises((NoTenantError, ProgrammingError)):
        list(late)
    with pytest.raises((NoTenantError, ProgrammingError)):
        list(later)


def test_another_thread_does_not_inherit_the_tenant(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    caught: list[BaseException] = []

    def work() -> None:
        try:
            Employee.objects.count()
        except NoTenantError as error:
            caught.append(error)
        finally:
            connection.close()

    with tenant_context(company):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join(timeout=PATIENCE)
    assert [type(error) for error in caught] == [NoTenantError]


def test_a_thread_with_a_copied_context_is_refused_on_its_own_connection(
    fresh_company: MakeCompany,
) -> None:
    caught: list[BaseException] = []

    def work() -> None:
        for attempt in (Employee.objects.count, lambda: transaction.atomic().__enter__()):
            try:
                attempt()
            except NoTenantError as error:
                caught.append(error)
        connection.close()

    with tenant_context(fresh_company()):
        copied = contextvars.copy_context()
        thread = threading.Thread(target=lambda: copied.run(work))
        thread.start()
        thread.join(timeout=PATIENCE)
    assert [type(error) for error in caught] == [NoTenantError, NoTenantError]


def test_users_after_a_tenant_are_not_the_operators(fresh_company: MakeCompany) -> None:
    """`users` stands in public as well: a forgotten tenant must not find it."""
    company = fresh_company()
    with (
        no_tenant(),
        pytest.raises(NoTenantError, match="public_context"),
        tenant_context(company),
    ):
        user = User.objects.create_user("late@fresh.example")
        transaction.on_commit(user.save)
    with no_tenant(), pytest.raises(NoTenantError):
        User.objects.count()


def test_a_thread_does_not_inherit_public() -> None:
    seen: list[bool] = []
    thread = threading.Thread(target=lambda: seen.append(in_public()))
    with public_context():
        thread.start()
        thread.join(timeout=PATIENCE)
    assert seen == [False]


def test_public_is_not_entered_from_inside_a_tenant(in_acme: Tenant) -> None:
    with pytest.raises(TenantSwitchError, match="leave it before"), public_context():
        pytest.fail("the block must not run")


def test_autocommit_is_not_turned_off_by_hand(committed: None) -> None:
    with pytest.raises(TenantSwitchError, match=r"Use transaction\.atomic"):
        transaction.set_autocommit(False)
    assert transaction.get_autocommit()


def test_a_tenant_whose_switch_was_undone_behind_its_back_is_refused(in_acme: Tenant) -> None:
    connection.switch_in_transaction(None)  # type: ignore[attr-defined]
    with pytest.raises(NoTenantError, match="not active on this connection"):
        Employee.objects.count()


def test_a_block_without_a_tenant_cannot_use_one_that_another_block_has_entered(
    in_acme: Tenant, corgicafe: Tenant
) -> None:
    with no_tenant():
        with pytest.raises(NoTenantError, match="Another block's tenant"):
            where_am_i()
        with pytest.raises(NoTenantError), tenant_context(corgicafe):
            pytest.fail("the block must not run")
    assert where_am_i() == ACME


def test_the_owner_login_is_not_used_inside_a_company(fresh_company: MakeCompany) -> None:
    """It sees every company: a write to the registry would pass row security by."""
    company, other = fresh_company(), fresh_company()
    with tenant_context(company):
        for mistake in (
            lambda: Tenant.objects.filter(pk=other.pk).update(name="Stolen"),
            lambda: User.objects.using("owner").count(),
            lambda: connections["owner"].cursor(),
        ):
            with pytest.raises(NoTenantError, match="owner login sees every company"):
                mistake()
    assert Tenant.objects.get(pk=other.pk).name == "Fresh"
