"""A copy for trials has the hours of a company, and nothing of its people."""

import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connections
from django.utils import timezone

from accounts.mail import NOWHERE, post
from accounts.models import SecurityEvent, User
from config.cloning.columns import TABLES
from jobs.models import Job
from operations.admin import cloning as pages
from operations.backups import cloning
from operations.backups.cloning import Wish
from operations.backups.errors import NotRestored
from tenants.backups import copying, description
from tenants.context import tenant_context
from tenants.exceptions import BackupRefused
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from tests.digest import digest
from tests.operations.conftest import committed_operator
from timetracking.base.authors import Author
from timetracking.kiosk import pairing
from timetracking.models import (
    AuditLine,
    Break,
    BreakKind,
    CompanySettings,
    Contract,
    Correction,
    Employee,
    Kiosk,
    Location,
    Punch,
    Rate,
    WorkLog,
)
from timetracking.trail.recording import recorded

SECRET = "canaryofpeople"

__all__ = ["committed_operator"]


@pytest.fixture
def full(company: Tenant) -> Tenant:
    """Return a company in which everything that people have written has the canary."""
    program = Author(origin="test")
    now = timezone.now()
    with tenant_context(company):
        ada = Employee.objects.get(email="ada@fresh.example")
        CompanySettings.objects.update(country="DE")
        pairing.create_kiosk(
            f"{SECRET} tablet", Location.objects.get(), manager=ada, by=Author(ada), now=now
        )
        bo = Employee(name=f"Bo {SECRET}", email=f"bo@{SECRET}.example")
        rate = Rate(employee=bo, starts_on=now.date(), amount=Decimal("15.00"))
        agreed = {"hours": 10, "pay": "salary", "salary": Decimal("1500.00")}
        for row in (bo, rate, Contract(employee=bo, starts_on=now.date(), **agreed)):
            with recorded(row, by=program):
                row.save()
        log = WorkLog(
            employee=bo,
            check_in=now - timedelta(hours=9),
            check_out=now - timedelta(hours=1),
            notes=f"with {SECRET}",
            time_zone="Europe/Berlin",
        )
        with recorded(log, by=program):
            log.save()
            kind = BreakKind.objects.first()
            assert kind is not None
            Break.objects.create(
                work_log=log,
                kind=kind,
                is_paid=False,
                start=log.check_in + timedelta(hours=3),
                end=log.check_in + timedelta(hours=4),
            )
        correction = Correction(
            employee=bo,
            work_log=log,
            kind="change",
            status="pending",
            asked_by=bo,
            reason=SECRET,
            answer=SECRET,
            before={"notes": SECRET, "check_in": "x"},
            after={"notes": "", "check_in": "y"},
        )
        with recorded(correction, by=program):
            correction.save()
        Punch.objects.create(employee=bo, key="0" * 32, action="out", refusal=f"{SECRET} is not in")
        User.objects.filter(email=ada.email).update(name=f"Ada {SECRET}")
        CompanySettings.objects.update(logo=SECRET.encode())
        SecurityEvent.objects.create(at=now, event="signed_in", detail={"name": SECRET})
        Job.objects.create(task=SECRET, enqueued_at=now, run_after=now + timedelta(days=1))
    return company


@pytest.fixture
def copies(committed: None) -> Iterator[list[Tenant]]:
    """Return a list of companies to drop after the test."""
    made: list[Tenant] = []
    yield made
    for tenant in made:
        drop_tenant(tenant)


def text_of(tenant: Tenant) -> str:
    """Return every row of the company's tables as text."""
    with tenant_context(tenant, using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = %s",
            [tenant.schema_name],
        )
        texts = []
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT string_agg(r::text, chr(10)) FROM "{table}" r')
            texts.append(str(cursor.fetchone()[0]))
    return "\n".join(texts)


def hours(tenant: Tenant) -> list[Any]:
    with tenant_context(tenant):
        logs = WorkLog.objects.order_by("pk").values_list("pk", "employee", "check_in", "check_out")
        return [*logs, *Break.objects.values_list("start", "end", "is_paid")]


def people(tenant: Tenant) -> list[tuple[str, str]]:
    with tenant_context(tenant):
        return list(Employee.objects.order_by("pk").values_list("name", "email"))


def test_a_copy_has_the_hours_and_nobody_of_the_original(
    full: Tenant, copies: list[Tenant]
) -> None:
    before = digest(full)
    output = io.StringIO()
    call_command("clone_tenant", full.slug, "copied", "--dry-run", stdout=output)
    assert "users.password" in output.getvalue()
    assert not Tenant.objects.filter(slug="copied").exists()
    assert digest(full) == before
    call_command("clone_tenant", full.slug, "copied", "--owner-email", "new@owner.example")
    copy = Tenant.objects.get(slug="copied")
    copies.append(copy)
    assert hours(copy) == hours(full)
    text = text_of(copy)
    assert SECRET.encode().hex() not in text
    assert SECRET not in text
    assert "ada@fresh.example" not in text
    assert SECRET in text_of(full)
    after = digest(full)
    assert {name for name in after if after[name] != before[name]} == {"security_events"}
    call_command("verify_audit", "copied")
    with tenant_context(copy):
        assert not any(user.has_usable_password() for user in User.objects.all())
        rate, contract = Rate.objects.get(), Contract.objects.get()
        assert contract.salary is not None
        assert Decimal("12.75") <= rate.amount <= Decimal("17.25")
        assert rate.amount != Decimal("15.00")
        assert contract.salary == rate.amount * 100
        assert Correction.objects.get().before == {"notes": copying.HIDDEN, "check_in": "x"}
        assert Kiosk.objects.get().revoked_at is not None
        assert AuditLine.objects.exclude(origin="copy").exclude(origin="operator").count() == 0
        event = SecurityEvent.objects.filter(event="company_cloned").get()
        assert event.detail == {"original": full.slug}
        assert Employee.objects.create(name="Next").pk > rate.employee_id
    with tenant_context(full):
        assert SecurityEvent.objects.latest("pk").detail == {"copy": "copied"}
    # One who does not exist is written to by nobody, and the owner is.
    assert TenantClient(copy).get("/login/").status_code == 200
    assert {to for message in mail.outbox for to in message.to} == {"new@owner.example"}


def test_people_are_the_same_in_each_copy(full: Tenant, copies: list[Tenant]) -> None:
    copies.extend(cloning.clone(full, Wish(slug)) for slug in ("first_copy", "second_copy"))
    copies.append(cloning.clone(full, Wish("third_copy", seed="another")))
    first, second, third = map(people, copies)
    assert first == second != third
    assert all(email.endswith(NOWHERE) for _, email in first if email)
    names = [name for name, _ in first]
    assert len(set(names)) == len(names)


def test_no_mail_goes_to_people_of_a_copy(company: Tenant) -> None:
    with tenant_context(company):
        post("Hello", "Nobody reads this.", to=f"anna.weber.e1@people{NOWHERE}")
        post("Hello", "Read this.", to="somebody@fresh.example")
    assert [message.to for message in mail.outbox] == [["somebody@fresh.example"]]


def test_what_cannot_be_copied_is_refused(
    company: Tenant, corgicafe: Tenant, copies: list[Tenant]
) -> None:
    for wish, error, why in (
        (Wish(corgicafe.slug), NotRestored, "already exists"),
        (Wish("another", subdomain=corgicafe.subdomain), NotRestored, "already exists"),
        (Wish("Not a slug"), ValidationError, "cannot be a slug"),
        # When all the rest is done.
        (Wish("another", owner_email="nobody"), ValidationError, "valid email"),
    ):
        with pytest.raises(error, match=why):
            cloning.clone(company, wish)
    for values, why in (
        ({"is_archived": True, "is_active": False}, "archived"),
        ({"schema_version": ""}, "migrate_tenants"),
    ):
        changed = Tenant.objects.get(pk=company.pk)
        for name, value in values.items():
            setattr(changed, name, value)
        with pytest.raises(NotRestored, match=why):
            cloning.clone(changed, Wish("another"))
    with pytest.raises(CommandError, match="already exists"):
        call_command("clone_tenant", company.slug, corgicafe.slug)
    assert not Tenant.objects.filter(slug="another").exists()
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_catalog.pg_namespace"
            " WHERE nspname = 'tenant_another' OR nspname LIKE 'restoring%'"
        )
        assert cursor.fetchall() == []


def test_a_column_of_which_nothing_is_decided_is_refused(company: Tenant) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {company.schema_name}.employees ADD diary text")
    with pytest.raises(BackupRefused, match=r"employees\.diary"):
        cloning.clone(company, Wish("another"))
    with pytest.raises(BackupRefused, match=r"employees\.diary"):
        list(cloning.rehearse(company, Wish("another")))


def test_an_operator_copies_a_small_company_on_its_page(
    committed_operator: TenantClient,
    company: Tenant,
    copies: list[Tenant],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    client, page = committed_operator, f"/admin/tenants/tenant/{company.pk}/clone/"
    overview = f"/admin/tenants/tenant/{company.pk}/overview/"
    assert page in client.get(overview).content.decode()
    assert "people who do not exist" in client.get(page).content.decode()
    for form, why in (
        ({"slug": "1 2"}, "cannot be a slug"),
        ({"slug": company.slug}, "already exists"),
        ({"slug": "on_page", "owner_email": "o@own.example"}, "Enter the owner&#x27;s name"),
    ):
        assert why in client.post(page, form).content.decode()
    response = client.post(page, {"slug": " On_Page "})
    copies.append(Tenant.objects.get(slug="on_page"))
    assert response["Location"].endswith(f"/{copies[0].pk}/overview/")
    monkeypatch.setattr(pages, "LARGEST_COPY", 0)
    answer = client.get(page, follow=True).content.decode()
    assert f"manage.py clone_tenant {company.slug} NEW" in answer


def test_each_column_is_classified(company: Tenant) -> None:
    with tenant_context(company, using=OWNER_ALIAS):
        tables = description.describe(company.schema_name).tables
    assert set(TABLES) == {table.name for table in tables}
    columns = {table.name: set(table.columns) for table in tables}
    planned = {name: set(rules) for name, rules in TABLES.items() if rules is not None}
    assert planned == {name: columns[name] for name in planned}


def test_a_copy_is_of_one_moment(
    company: Tenant, copies: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = cloning._plan

    def somebody_is_hired(*arguments: Any) -> copying.Plan:
        with ThreadPoolExecutor() as others:
            others.submit(hire).result()
        return plan(*arguments)

    def hire() -> None:
        try:
            with tenant_context(company):
                Employee.objects.create(name="Late")
        finally:
            connections.close_all()

    before = len(people(company))
    monkeypatch.setattr(cloning, "_plan", somebody_is_hired)
    copies.append(cloning.clone(company, Wish("moment")))
    assert len(people(company)) == before + 1
    assert len(people(copies[0])) == before
