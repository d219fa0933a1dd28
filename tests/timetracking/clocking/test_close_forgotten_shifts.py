"""The command, with real commits: all companies, again, dry, broken, and at the same moment."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import StringIO
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections, transaction

from config.management.commands import close_forgotten_shifts as command
from tenants.context import public_context, tenant_context
from tenants.lifecycle import make_read_only, suspend_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.conftest import NOW, tapped
from tests.work_days import make_days
from timetracking.clocking.forgotten import FollowUp, follow_up
from timetracking.clocking.punches import clock_out
from timetracking.models import CompanySettings, Employee, Review, Rules, WorkLog
from timetracking.shifts.errors import PunchRefused

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def tenant(fresh_company: Callable[..., Tenant]) -> Tenant:
    return fresh_company("Night Owl")


def forget(tenant: Tenant, hours: int = 17, zone: str = "Europe/Madrid") -> WorkLog:
    """Let someone of the company be in for so long, and the company end such shifts."""
    with tenant_context(tenant):
        make_days()
        CompanySettings.objects.update(time_zone=zone)
        Rules.objects.update(ends_forgotten=True)
        ana = Employee.objects.create(name="Ana", email=f"ana@{tenant.subdomain}.example")
        return WorkLog.objects.create(employee=ana, check_in=NOW - hours * HOUR, time_zone=zone)


def run(**options: bool) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    try:
        call_command("close_forgotten_shifts", stdout=out, stderr=err, **options)
    except CommandError as error:
        err.write(f"CommandError: {error}")
    return out.getvalue(), err.getvalue()


def again(tenant: Tenant, log: WorkLog) -> WorkLog:
    with tenant_context(tenant):
        return WorkLog.objects.get(pk=log.pk)


def test_it_does_what_is_due_and_the_second_time_nothing(tenant: Tenant) -> None:
    log = forget(tenant)
    assert run() == (f"{tenant.slug}: 1 ended\n", "")
    ended = again(tenant, log)
    assert (ended.check_out, ended.review) == (NOW - 9 * HOUR, Review.AUTOMATIC)
    assert [message.to for message in mail.outbox] == [[f"ana@{tenant.subdomain}.example"]]
    assert f"//{tenant.host}" in mail.outbox[0].body
    assert run() == ("", "")
    assert again(tenant, log).version == ended.version
    assert len(mail.outbox) == 1


def test_each_company_has_its_own_zone_and_language(
    tenant: Tenant, fresh_company: Callable[..., Tenant]
) -> None:
    other = fresh_company("Big Apple")
    forget(tenant, 13)
    forget(other, 13, "America/New_York")
    with tenant_context(other):
        CompanySettings.objects.update(language="de")
    run()
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Wednesday 18 November at 00:00" in bodies[f"ana@{tenant.subdomain}.example"]
    assert "Dienstag, 17. November" in bodies[f"ana@{other.subdomain}.example"]
    assert "18:00" in bodies[f"ana@{other.subdomain}.example"]


def test_a_dry_run_says_what_is_due_and_does_nothing(tenant: Tenant) -> None:
    log = forget(tenant)
    assert run(dry_run=True) == (f"{tenant.slug}: 1 to end\n", "")
    assert again(tenant, log).check_out is None
    assert mail.outbox == []


def test_a_suspended_company_is_left_alone(tenant: Tenant) -> None:
    forget(tenant)
    suspend_tenant(tenant)
    assert run() == ("", "")


def test_a_read_only_company_is_left_alone_too(tenant: Tenant) -> None:
    forget(tenant)
    make_read_only(tenant)
    assert run() == ("", "")


def break_down(tenant: Tenant) -> None:
    """Take away the company's breaks, so that nothing of it can be ended."""
    with transaction.atomic(using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f'ALTER TABLE "tenant_{tenant.slug}".work_logs RENAME TO gone')


def test_a_broken_company_is_named_and_the_others_have_their_turn(
    tenant: Tenant, fresh_company: Callable[..., Tenant]
) -> None:
    log, broken = forget(tenant), fresh_company("Broken", slug="a_broken_one")
    forget(broken)
    break_down(broken)
    out, err = run()
    assert f"{tenant.slug}: 1 ended" in out
    assert "a_broken_one: ProgrammingError (UndefinedTable)\n" in err
    assert "CommandError: Not all shifts were handled in: a_broken_one" in err
    assert "ana@" not in out + err
    assert again(tenant, log).check_out


def test_a_shift_that_fails_keeps_no_other_from_its_turn(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = forget(tenant)
    with tenant_context(tenant):
        ben = Employee.objects.create(name="Ben")
        WorkLog.objects.create(employee=ben, check_in=log.check_in, time_zone="UTC")

    def fail_first(pk: int, **rest: Any) -> FollowUp | None:
        if pk == log.pk:
            raise ValueError("it does not work\nDETAIL: ana@example.com")
        return follow_up(pk, **rest)

    monkeypatch.setattr(command, "follow_up", fail_first)
    out, err = run()
    assert out == f"{tenant.slug}: 1 ended\n"
    assert f"{tenant.slug}: ValueError\n" in err
    assert "DETAIL" not in err


def test_who_clocks_out_at_the_same_moment_is_not_ended_twice(tenant: Tenant) -> None:
    log = forget(tenant)
    together = Barrier(2)

    def leave() -> str:
        try:
            together.wait(timeout=20)
            with tenant_context(tenant):
                try:
                    clock_out(log.employee, tapped(log.employee, still_working=log.pk))
                except PunchRefused as refusal:
                    return str(refusal)
            return ""
        finally:
            connections.close_all()

    def close() -> str:
        try:
            together.wait(timeout=20)
            with public_context():
                return run()[0]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        left, closed = pool.submit(leave), pool.submit(close)
        answers = (left.result(timeout=30), closed.result(timeout=30))
    assert answers in {("", ""), ("You are not clocked in.", f"{tenant.slug}: 1 ended\n")}
    after = again(tenant, log)
    assert after.version == 2
    assert after.review == (Review.NONE if answers[0] == "" else Review.AUTOMATIC)
