"""What outlives a tenant's transaction: it raises by itself, and works with its helper."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction
from django.db.models.signals import post_save

from tenants import lifecycle
from tenants.context import get_current_tenant, no_tenant, tenant_context
from tenants.exceptions import NoTenantError, TenantSwitchError, TenantUnavailable
from tenants.models import Tenant
from tenants.reentry import tenant_on_commit, tenant_stream, tenant_task
from tests.waiting import PATIENCE
from timetracking.models import Employee

MakeCompany = Callable[..., Tenant]


@pytest.fixture
def company(fresh_company: MakeCompany) -> Tenant:
    """Return a committed company with one employee, and another company beside it."""
    fresh_company(name="Other")
    company = fresh_company()
    with tenant_context(company):
        Employee.objects.create(name="Canary")
    return company


def names() -> Iterator[str]:
    """Yield the employees' names, asked for one after the other."""
    for pk in Employee.objects.values_list("pk", flat=True):
        yield Employee.objects.get(pk=pk).name


def in_thread(work: Callable[[], object]) -> list[object]:
    """Run the work in a thread of its own; return its result or its exception."""
    seen: list[object] = []

    def run() -> None:
        try:
            seen.append(work())
        except Exception as error:  # noqa: BLE001 - it is the result
            seen.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(timeout=PATIENCE)
    return seen


@pytest.mark.parametrize("helper", [tenant_task, tenant_stream, tenant_on_commit])
def test_outside_a_tenant_there_is_nothing_to_bind(helper: Callable[..., object]) -> None:
    with pytest.raises(NoTenantError):
        helper(names)


def test_a_bare_stream_raises_and_a_tenant_stream_reads_its_own_rows(company: Tenant) -> None:
    with tenant_context(company):
        bare, bound = names(), tenant_stream(names())
    with pytest.raises(NoTenantError):
        next(bare)
    assert list(bound) == ["Canary"]


def test_a_tenant_stream_leaves_its_caller_in_no_tenant_between_chunks(company: Tenant) -> None:
    with tenant_context(company):
        bound = tenant_stream(names())
    assert next(bound) == "Canary"
    assert get_current_tenant() is None
    with pytest.raises(NoTenantError, match="Another block"), connection.cursor():
        pytest.fail("the block must not run")
    assert list(bound) == []
    assert not connection.in_atomic_block


def test_a_tenant_stream_that_is_given_up_ends_its_transaction(company: Tenant) -> None:
    def chunks() -> Iterator[str]:
        yield from names()
        Employee.objects.create(name="Never")
        yield "more"

    with tenant_context(company):
        bound = tenant_stream(chunks())
    assert [next(bound), next(bound)] == ["Canary", "more"]
    bound.close()  # type: ignore[attr-defined]
    assert not connection.in_atomic_block
    with tenant_context(company):
        assert list(names()) == ["Canary"]


def test_a_tenant_stream_of_a_suspended_company_is_refused(
    two_logins: None, company: Tenant
) -> None:
    with tenant_context(company):
        bound = tenant_stream(names())
    lifecycle.suspend_tenant(company)
    with pytest.raises(TenantUnavailable):
        next(bound)


def test_a_thread_works_with_a_tenant_task_alone(company: Tenant) -> None:
    with tenant_context(company):
        bound = tenant_task(lambda: list(names()))
        assert isinstance(in_thread(lambda: list(names()))[0], NoTenantError)
        assert in_thread(bound) == [["Canary"]]


def test_a_tenant_task_closes_the_connection_that_it_opened(company: Tenant) -> None:
    with tenant_context(company):
        bound = tenant_task(Employee.objects.count)

    def work() -> object:
        return bound(), connection.connection

    assert in_thread(work) == [(1, None)]


def test_eight_threads_interleave_two_companies(
    company: Tenant, fresh_company: MakeCompany
) -> None:
    other = fresh_company()
    with tenant_context(other):
        Employee.objects.create(name="Foreign")
        theirs = tenant_task(lambda: list(names()))
    with tenant_context(company):
        ours = tenant_task(lambda: list(names()))
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: (ours, theirs)[number % 2](), range(400)))
    assert found == [["Canary"], ["Foreign"]] * 200


def test_a_tenant_task_inside_its_tenant_is_a_savepoint(company: Tenant) -> None:
    with tenant_context(company):
        bound = tenant_task(Employee.objects.count)
        assert bound() == 1
        assert Employee.objects.count() == 1


def test_a_tenant_task_inside_another_tenant_is_refused(
    company: Tenant, fresh_company: MakeCompany
) -> None:
    with tenant_context(company):
        bound = tenant_task(Employee.objects.count)
    with tenant_context(fresh_company()), pytest.raises(TenantSwitchError):
        bound()


def test_an_async_hand_off_needs_a_tenant_task(company: Tenant) -> None:
    # thread_sensitive=False: asgiref then copies the context, the tenant's name with it.
    def count() -> int:
        try:
            return Employee.objects.count()
        finally:
            connection.close()

    async def bare() -> int:
        return await sync_to_async(count, thread_sensitive=False)()

    async def bound() -> int:
        return await sync_to_async(tenant_task(Employee.objects.count), thread_sensitive=False)()

    def run(work: Callable[[], object]) -> list[object]:
        return in_thread(lambda: asyncio.run(work()))  # type: ignore[arg-type]

    with tenant_context(company):
        caught: list[object] = []
        try:
            asyncio.run(bare())
        except NoTenantError as error:
            caught.append(error)
        assert len(caught) == 1
        assert asyncio.run(bound()) == 1
    assert isinstance(run(bare)[0], NoTenantError)


def test_a_signal_runs_inside_the_transaction_and_its_tenant(company: Tenant) -> None:
    seen: list[object] = []

    def heard(**_: object) -> None:
        seen.append((get_current_tenant(), Employee.objects.count()))

    post_save.connect(heard, sender=Employee)
    try:
        with tenant_context(company):
            Employee.objects.create(name="Second")
    finally:
        post_save.disconnect(heard, sender=Employee)
    assert seen == [(company, 2)]


def test_an_on_commit_callback_raises_bare_and_works_bound(company: Tenant) -> None:
    counted: list[int] = []
    with tenant_context(company):
        tenant_on_commit(lambda: counted.append(Employee.objects.count()))
    assert counted == [1]
    with pytest.raises(NoTenantError), tenant_context(company):
        transaction.on_commit(Employee.objects.count)


def test_an_object_of_one_company_is_not_saved_in_another(
    company: Tenant, fresh_company: MakeCompany
) -> None:
    other = fresh_company()
    with tenant_context(company):
        stray = Employee.objects.get()
        made = Employee.objects.create(name="Made")
    for act in (stray.save, made.save, stray.delete, stray.refresh_from_db):
        with pytest.raises(TenantSwitchError, match="another company"), tenant_context(other):
            act()
    with pytest.raises(TenantSwitchError), tenant_context(other):
        stray.work_logs.count()
    with tenant_context(company):
        stray.save()
    with tenant_context(other):
        assert not Employee.objects.exists()


def test_objects_of_two_companies_are_not_related(
    company: Tenant, fresh_company: MakeCompany
) -> None:
    from timetracking.models import WorkLog

    with tenant_context(company):
        stray = Employee.objects.get()
    with tenant_context(fresh_company()):
        log = WorkLog(employee=Employee.objects.create(name="Own"))
        with pytest.raises(ValueError, match="router prevents this relation"):
            log.employee = stray


def test_an_operator_is_not_saved_among_a_company_s_users(company: Tenant) -> None:
    from accounts.models import User

    operator = User.objects.create_superuser("stray@example.com")
    try:
        with no_tenant(), pytest.raises(TenantSwitchError), tenant_context(company):
            operator.save()
    finally:
        User.objects.filter(pk=operator.pk)._raw_delete("default")
