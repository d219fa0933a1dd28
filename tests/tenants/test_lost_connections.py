"""Connections that died or were interrupted: replaced, or an error, and never left open."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tenants import lifecycle, roles
from tenants.context import tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.middleware import TenantMiddleware
from tenants.models import Tenant
from tenants.postgresql import base
from tenants.postgresql.switch import Switch
from tests.conftest import terminate
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


def test_a_connection_that_died_is_replaced_under_a_block_that_has_begun(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company()
    told = []
    with tenant_context(company):
        pid = connection.connection.info.backend_pid
    terminate(pid)
    with tenant_context(company, ahead=True):
        transaction.on_commit(lambda: told.append("committed"))
        Employee.objects.create(name="After the death")
        assert connection.connection.info.backend_pid != pid
    assert told == ["committed"]
    with tenant_context(company):
        assert Employee.objects.get().name == "After the death"


def test_after_a_replacement_an_inner_block_that_fails_is_undone_alone(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company()
    with tenant_context(company):
        pid = connection.connection.info.backend_pid
    terminate(pid)
    with tenant_context(company, ahead=True):
        Employee.objects.create(name="Kept")
        with pytest.raises(IntegrityError), transaction.atomic():
            Employee.objects.create(name=None)  # type: ignore[misc]
    with tenant_context(company):
        assert Employee.objects.get().name == "Kept"


def test_a_database_that_is_gone_for_good_fails_once_and_recovers(
    fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()
    with tenant_context(company):
        pid = connection.connection.info.backend_pid
    terminate(pid)

    def gone(parameters: object) -> None:
        raise OperationalError("nobody listens")

    monkeypatch.setattr(connection, "get_new_connection", gone)
    with (
        pytest.raises(OperationalError, match="nobody listens"),
        tenant_context(company, ahead=True),
    ):
        Employee.objects.count()
    assert not connection.in_atomic_block
    monkeypatch.undo()
    with tenant_context(company):
        assert Employee.objects.count() == 0


@pytest.mark.parametrize("at_base_domain", [True, False])
def test_a_page_that_hides_a_lost_connection_is_no_success(
    at_base_domain: bool, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()
    with tenant_context(company):
        pid = connection.connection.info.backend_pid

    def gone(parameters: object) -> None:
        raise OperationalError("nobody listens")

    def hiding(request: HttpRequest) -> HttpResponse:
        terminate(pid)
        monkeypatch.setattr(connection, "get_new_connection", gone)
        with suppress(DatabaseError):
            Tenant.objects.using("default").exists()
        connection.close()
        return HttpResponse("saved")

    host = settings.BASE_DOMAIN if at_base_domain else company.host
    request = RequestFactory().get("/", headers={"host": host})
    with pytest.raises(OperationalError, match="what this request saved"):
        TenantMiddleware(hiding)(request)


def test_a_connection_that_died_while_idle_is_replaced(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    with tenant_context(company), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    terminate(pid)
    with tenant_context(company):
        assert Employee.objects.count() == 0


def test_a_connection_that_dies_inside_a_tenant_raises_and_recovers(
    fresh_company: MakeCompany,
) -> None:
    company = fresh_company()
    with pytest.raises(DatabaseError), tenant_context(company):
        Employee.objects.create(name="Lost")
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            terminate(cursor.fetchone()[0])
        Employee.objects.count()
    connection.close()
    with tenant_context(company):
        assert Employee.objects.count() == 0


@pytest.mark.parametrize("moment", ["_send_begin", "_verify"])
def test_an_interrupt_amid_begin_leaves_no_transaction_behind(
    moment: str, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()
    real = getattr(base.DatabaseWrapper, moment)

    def interrupt(self: object, switch: Switch) -> None:
        real(self, switch)
        raise KeyboardInterrupt

    monkeypatch.setattr(base.DatabaseWrapper, moment, interrupt)
    with pytest.raises(KeyboardInterrupt), tenant_context(company):
        pytest.fail("the block must not run")
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone()[0] == roles.app_login()


@pytest.mark.parametrize("moment", ["_commit", "_rollback"])
def test_an_interrupt_before_the_end_is_sent_leaves_no_transaction_behind(
    moment: str, fresh_company: MakeCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    company = fresh_company()

    def interrupt(self: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(base.DatabaseWrapper, moment, interrupt)
    with pytest.raises(KeyboardInterrupt), tenant_context(company):
        Employee.objects.create(name="Interrupted")
        transaction.set_rollback(moment == "_rollback")
    monkeypatch.undo()
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text")
        assert cursor.fetchone()[0] == roles.app_login()
    with tenant_context(company):
        assert not Employee.objects.exists()


def test_a_dead_connection_to_a_company_that_was_suspended_is_unavailable(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company, other = fresh_company(), fresh_company()
    with tenant_context(company), connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    lifecycle.suspend_tenant(company)
    terminate(pid)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")
    with tenant_context(other):
        assert Employee.objects.count() == 0
