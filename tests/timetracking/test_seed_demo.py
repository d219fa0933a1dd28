from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import cache
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.core import mail
from django.core.management import call_command
from django.db import connections
from django.db.models import Count, F
from django.utils import translation

from accounts.models import User
from config.local.demo.data import plans
from config.local.demo.data.company import PIN
from tenants.context import public_context, tenant_context
from tenants.lifecycle import drop_tenant, provision_tenant
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, MakeEmployee, madrid
from tests.timetracking.timesheets.demo_sums import (
    flaws_of_kiosks,
    flaws_of_shifts,
    flaws_of_team,
)
from tests.timetracking.timesheets.sums import Page
from timetracking.company.onboarding import start_company
from timetracking.kiosk import pins
from timetracking.models import (
    AuditChain,
    AuditLine,
    Break,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    Location,
    Role,
    WorkLog,
)
from timetracking.trail.verifying import verify

Enter = Callable[[str], None]


@pytest.fixture(scope="module")
def seeded(
    companies: tuple[Tenant, Tenant], django_db_blocker: Any
) -> Iterator[Callable[[str], Tenant]]:
    """Return what makes a demo company once, at NOW; the tests only read it."""
    with ExitStack() as stack:

        @cache
        def make(domain: str) -> Tenant:
            name = domain.partition(".")[0]
            with time_machine.travel(NOW, tick=False):
                company = provision_tenant(
                    slug=f"demo_{name}", name=name, first_facts={"time_zone": "Europe/Madrid"}
                )
                stack.callback(drop, company)
                with tenant_context(company):
                    assert "Added demo staff" in seed(domain)
            assert mail.outbox == []
            return company

        def drop(company: Tenant) -> None:
            with django_db_blocker.unblock(), public_context():
                drop_tenant(company)
                connections.close_all()

        yield make


@pytest.fixture
def demo(
    seeded: Callable[[str], Tenant], committed: None, clock: time_machine.Traveller
) -> Iterator[Enter]:
    """Return what enters the demo company of a domain until the end of the test."""
    with ExitStack() as stack:
        yield lambda domain: stack.enter_context(tenant_context(seeded(domain)))


def seed(domain: str = "acme.example") -> str:
    out = StringIO()
    call_command("seed_demo", domain=domain, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("domain", "people", "places", "zones"),
    [
        ("acme.example", 11, 2, {"Europe/Madrid", "Atlantic/Canary"}),
        ("corgicafe.example", 15, 5, {"Europe/Madrid"}),
    ],
)
def test_a_demo_company_has_staff_and_history(
    demo: Enter, domain: str, people: int, places: int, zones: set[str]
) -> None:
    demo(domain)
    assert Employee.objects.active().count() == people
    assert Employee.objects.filter(is_active=False).count() == 1
    assert Employee.objects.filter(rates__isnull=True).count() == 0
    logs = WorkLog.objects.order_by("check_in")
    assert logs.count() > 15 * people
    assert {log.time_zone for log in logs} == zones
    assert Location.objects.filter(work_logs__in=logs).distinct().count() == places
    assert not logs.exclude(location__staff=F("employee")).exists()
    limited = Employee.objects.get(is_limited=True)
    assert limited.email.partition("@")[0] not in {"owner", "manager", "staff"}
    assert limited.locations.exists()
    first, last = logs[0], logs.filter(check_out__isnull=False).latest("check_out")
    assert timedelta(days=26) < NOW - first.check_in < timedelta(days=62)
    assert last.check_out is not None
    assert NOW - timedelta(days=2) < last.check_out < NOW
    assert logs.exclude(notes="").exists()


@pytest.mark.parametrize("name", ["owner", "manager", "staff"])
def test_three_sign_in_with_the_printed_password(demo: Enter, name: str) -> None:
    demo("acme.example")
    user = authenticate(username=f"{name}@acme.example", password="demo-password")
    assert isinstance(user, User)
    roles = {"owner": Role.OWNER, "manager": Role.MANAGER, "staff": Role.MEMBER}
    assert Employee.objects.get(user=user).role == roles[name]


@pytest.mark.parametrize(
    ("domain", "now"),
    [
        ("acme.example", NOW),
        ("corgicafe.example", NOW),
        ("acme.example", madrid(18, 0, 10)),
        ("corgicafe.example", madrid(18, 3, 30)),
        ("acme.example", madrid(22, 23, 59)),
        ("corgicafe.example", madrid(25, 2, month=10)),
    ],
)
def test_at_any_hour_some_are_in_and_those_whom_visitors_sign_in_as_are_not(
    company: CompanySettings,
    clock: time_machine.Traveller,
    now: datetime,
    domain: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plans, "WEEKS", 1)  # which takes less long
    clock.move_to(now, tick=False)
    seed(domain)
    open_logs = WorkLog.objects.open().select_related("employee")
    assert 2 <= len(open_logs) <= 5
    for log in open_logs:
        assert log.check_in < now
        assert log.employee.is_active
        assert log.employee.email.partition("@")[0] not in {"owner", "manager", "staff"}
    assert not WorkLog.objects.filter(check_out__gt=now).exists()


def test_no_shift_is_odd(demo: Enter) -> None:
    demo("acme.example")
    for employee in Employee.objects.all():
        logs = list(employee.work_logs.order_by("check_in"))
        for before, after in pairwise(logs):
            assert before.check_out is not None
            assert before.check_out < after.check_in
        ended = [log for log in logs if log.check_out]
        assert all(timedelta(minutes=20) < log.duration(NOW) < timedelta(hours=10) for log in ended)
        for log in logs:
            for pause in log.breaks.all():
                end = pause.end or NOW
                assert log.check_in < pause.start < end
                assert end < log.check_out if log.check_out else end <= NOW


def test_it_shows_what_a_working_day_brings(demo: Enter) -> None:
    demo("corgicafe.example")
    kinds = dict(Break.objects.values_list("kind__name").annotate(Count("pk")))
    assert {"Break", "Coffee"} == kinds.keys()
    assert kinds["Break"] > kinds["Coffee"]
    assert WorkLog.objects.filter(deducted__gt=0).exists()
    (forgotten,) = WorkLog.objects.open().filter(check_in__lt=NOW - timedelta(hours=12))
    assert forgotten.employee.name == "Marc Domènech"
    assert Correction.objects.pending().count() == 2
    assert Correction.objects.disputed().count() == 1
    assert WorkLog.objects.to_review().count() == 1
    recorded = AuditLine.objects.filter(subject="worklog", act="created")
    assert recorded.count() == WorkLog.objects.count()
    assert list(verify(now=NOW)) == []


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("domain", ["acme.example", "corgicafe.example"])
def test_every_printed_list_of_hours_adds_up(
    demo: Enter, seeded: Callable[[str], Tenant], domain: str, language: str
) -> None:
    company = seeded(domain)
    demo(domain)
    CompanySettings.objects.update(language=language)
    # All weeks in one language, and the words of the others in the week before this one.
    weeks = [f"2026-W{week}" for week in (43, 44, 45, 47)] if language == "en" else []
    flaws = []
    for role in ("staff", "manager", "owner"):
        client, me = signed_in(company, f"{role}@{domain}")
        people = Employee.objects.exclude(pk=me.pk) if role == "owner" else ()
        sheets = [f"/timesheet/?week={week}" for week in (*weeks, "2026-W46")]
        sheets += [f"/people/{one.pk}/?week={week}" for one in people for week in weeks]
        pages = {path: Page(client.get(path).content.decode(), NOW) for path in sheets}
        clock = Page(client.get("/").content.decode(), NOW)
        with translation.override(language):
            for path, page in pages.items():
                flaws += [f"{path}: {flaw}" for flaw in page.flaws_of_timesheet()]
            flaws += clock.flaws_of_clock()
            flaws += flaws_of_team(client, "2026-W46", NOW) if role != "staff" else []
    with translation.override(language):
        flaws += flaws_of_shifts(client) + flaws_of_kiosks(NOW)
    CompanySettings.objects.update(language="en")
    assert flaws == []


def signed_in(company: Tenant, email: str) -> tuple[TenantClient, Employee]:
    client, me = TenantClient(company), Employee.objects.get(email=email)
    assert me.user
    client.force_login(me.user)
    return client, me


def test_a_night_shift_is_among_them(demo: Enter) -> None:
    demo("acme.example")
    nights = [
        log
        for log in WorkLog.objects.filter(check_out__isnull=False)
        if log.check_out and log.check_out.astimezone(log.zone).date() != log.date
    ]
    assert len(nights) > 10


def test_everybody_who_works_there_has_the_printed_pin(demo: Enter) -> None:
    pins.validate_pin(PIN)
    demo("acme.example")
    assert all(check_password(PIN, one.pin) for one in Employee.objects.active())
    assert not Employee.objects.filter(is_active=False).exclude(pin="").exists()


@pytest.mark.parametrize("domain", ["acme.example", "corgicafe.example"])
def test_someone_is_on_a_break(demo: Enter, domain: str) -> None:
    demo(domain)
    (pause,) = Break.objects.filter(end=None)
    assert NOW - timedelta(minutes=12) <= pause.start < NOW
    assert pause.work_log.check_out is None


def test_a_second_run_changes_nothing(
    company: CompanySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "WEEKS", 1)
    seed()
    before = list(WorkLog.objects.order_by("pk").values())
    assert "nothing was changed" in seed()
    assert list(WorkLog.objects.order_by("pk").values()) == before


def test_a_company_with_staff_of_its_own_is_left_alone(make_employee: MakeEmployee) -> None:
    make_employee("Ana")
    assert "nothing was changed" in seed()
    assert Employee.objects.count() == 1
    assert not WorkLog.objects.exists()


def test_the_owner_whom_provisioning_invited_gets_the_password(
    company: CompanySettings, acme: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "WEEKS", 1)
    CompanySettings.objects.all().delete()
    AuditChain.objects.all().delete()
    BreakKind.objects.all().delete()
    start_company(site=acme, owner_email="owner@acme.example", time_zone="Europe/Madrid")  # type: ignore[arg-type]
    Employee.objects.update(muted_notices=["edited"])
    seed()
    assert Employee.objects.get(email="owner@acme.example").muted_notices == ["edited"]
    assert authenticate(username="owner@acme.example", password="demo-password")
    assert Employee.objects.filter(email="owner@acme.example").count() == 1
