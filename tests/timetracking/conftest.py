"""Acme in Madrid on a Wednesday, its people, and the other company, which nothing may touch."""

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.digest import digest
from tests.timetracking.rates import give_rate
from tests.work_days import make_days
from timetracking.base.authors import Author
from timetracking.base.constraints import violated_constraint
from timetracking.clocking.forgotten import FollowUp, follow_up
from timetracking.clocking.taps import Tap
from timetracking.models import CompanySettings, Employee, Rate, Role, WorkLog
from timetracking.trail.recording import version_of

MADRID = ZoneInfo("Europe/Madrid")
# Wednesday of week 47, 13:00 in Madrid.
NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)

# The first of the other company's staff; acme has nobody under that number.
STRANGER = 900_000

MakeEmployee = Callable[..., Employee]
MakeLog = Callable[..., WorkLog]
Browse = Callable[[Employee], TenantClient]
Care = Callable[..., FollowUp | None]


class Here:
    """A company's site."""

    name, base_url, realm = "Acme Hotels", "https://acme.example", "acme"


def madrid(day: int, hour: int, minute: int = 0, *, month: int = 11) -> datetime:
    """Return a moment of 2026 by the clock in Madrid."""
    return datetime(2026, month, day, hour, minute, tzinfo=MADRID).astimezone(UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at NOW."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="package")
def strangers(companies: tuple[Tenant, Tenant], django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """Fill the other company for all tests of the product, and return a digest of its rows."""
    other = companies[1]
    with django_db_blocker.unblock(), public_context():
        with tenant_context(other):
            before = CompanySettings.objects.values().get()
            _fill_other_company()
        rows = _rows(other)
    yield rows
    with django_db_blocker.unblock(), public_context(), tenant_context(other):
        for model in (WorkLog, Rate, Employee, User):
            # Not delete(): it would look for a user's rows in the operators' tables.
            model._default_manager.all()._raw_delete("default")
        CompanySettings.objects.update(**before)


@pytest.fixture
def company(
    acme: Tenant,
    corgicafe: Tenant,
    strangers: dict[str, str],
    db: None,
    clock: time_machine.Traveller,
) -> Iterator[CompanySettings]:
    """Run the test inside acme; fail it if the other company changes."""
    with tenant_context(acme):
        settings = CompanySettings.objects.get()
        settings.time_zone = "Europe/Madrid"
        settings.save()
        yield settings
    assert _rows(corgicafe) == strangers


def _rows(company: Tenant) -> dict[str, str]:
    """Digest a company's rows, but for wrong tries: a test may knock there too."""
    return {table: rows for table, rows in digest(company).items() if table != "sign_in_throttles"}


def _fill_other_company() -> None:
    CompanySettings.objects.update(time_zone="America/New_York", week_starts_on=7)
    people = {pk: (role, f"{role}@example.com") for pk, role in enumerate(Role, start=STRANGER)}
    users = User.objects.bulk_create(
        User(email=email, name=f"Other {role}", password="argon2$usable")
        for role, email in people.values()
    )
    Employee.objects.bulk_create(
        Employee(pk=pk, name=f"Stranger {role}", email=email, role=role, user=user)
        for (pk, (role, email)), user in zip(people.items(), users, strict=True)
    )
    for pk in people:
        give_rate(Employee(pk=pk), "99.99")
    WorkLog.objects.bulk_create(
        WorkLog(employee_id=pk, check_in=NOW - timedelta(hours=3), time_zone="America/New_York")
        for pk in people
    )


@pytest.fixture
def make_employee(company: CompanySettings) -> MakeEmployee:
    """Return a maker of acme's staff; with a sign-in unless told otherwise."""

    def make(
        name: str, role: Role = Role.MEMBER, *, signs_in: bool = True, **fields: Any
    ) -> Employee:
        fields.setdefault("email", f"{name.lower()}@example.com")
        if signs_in and fields["email"]:
            fields["user"] = User(email=fields["email"], name=name, password="argon2$usable")
            fields["user"].save()
        rate = fields.pop("hourly_rate", None)
        employee = Employee.objects.create(name=name, role=role, **fields)
        if rate:
            give_rate(employee, rate)
        return employee

    return make


@pytest.fixture
def owner(make_employee: MakeEmployee) -> Employee:
    """Olga, who owns the place."""
    return make_employee("Olga", Role.OWNER, hourly_rate="31.41")


@pytest.fixture
def manager(make_employee: MakeEmployee) -> Employee:
    """Max, who manages it."""
    return make_employee("Max", Role.MANAGER, hourly_rate="27.18")


@pytest.fixture
def ana(make_employee: MakeEmployee) -> Employee:
    """Ana, who works there."""
    return make_employee("Ana", hourly_rate="12.50")


@pytest.fixture
def ben(make_employee: MakeEmployee) -> Employee:
    """Ben, Ana's colleague, who never signs in."""
    return make_employee("Ben", signs_in=False)


@pytest.fixture
def make_log(company: CompanySettings) -> MakeLog:
    """Return a maker of work logs that asks no service."""

    def make(
        employee: Employee, check_in: datetime, check_out: datetime | None = None, **fields: Any
    ) -> WorkLog:
        fields.setdefault("time_zone", "Europe/Madrid")
        return WorkLog.objects.create(
            employee=employee, check_in=check_in, check_out=check_out, **fields
        )

    return make


@pytest.fixture
def browse(acme: Tenant, company: CompanySettings) -> Browse:
    """Return a maker of browsers in which someone is signed in at acme."""

    def signed_in(employee: Employee) -> TenantClient:
        client = TenantClient(acme)
        assert employee.user is not None
        client.force_login(employee.user)
        return client

    return signed_in


@pytest.fixture
def ends(company: CompanySettings) -> CompanySettings:
    """Let the company have forgotten shifts ended after 16 hours, as 8."""
    company.rules.ends_forgotten = True
    company.rules.save(update_fields=["ends_forgotten"])
    return company


@pytest.fixture
def care(django_capture_on_commit_callbacks: Any) -> Care:
    """Return what cares for a shift and commits."""

    def run(log: WorkLog, now: datetime) -> FollowUp | None:
        with django_capture_on_commit_callbacks(execute=True):
            step = follow_up(log.pk, now=now, site=Here())
        log.refresh_from_db()
        return step

    return run


@pytest.fixture
def tenant(fresh_company: Callable[..., Tenant]) -> Tenant:
    """Return a company of its own, whose rows are committed."""
    made = fresh_company()
    with tenant_context(made):
        make_days()
    return made


def tapped(
    employee: Employee,
    now: datetime = NOW,
    *,
    key: UUID | None = None,
    by: Author | None = None,
    **more: Any,
) -> Tap:
    """Return a tap, someone's own and with a key of its own unless told otherwise."""
    return Tap(key or uuid4(), now, by or Author(employee), **more)


@contextmanager
def asks(number: int) -> Iterator[None]:
    """Count what the product asks the database; the engine's own tests count the rest."""
    with CaptureQueriesContext(connection) as captured:
        yield
    words = ("SELECT", "INSERT", "UPDATE", "DELETE")
    statements = [query["sql"] for query in captured.captured_queries]
    asked = [sql for sql in statements if sql.lstrip("(").startswith(words)]
    asked = [sql for sql in asked if "tenants_tenant" not in sql]
    assert len(asked) == number, "\n".join(asked)


@contextmanager
def violates(*constraints: str) -> Iterator[None]:
    """Expect the block to be refused by one of these constraints, in a savepoint."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert violated_constraint(caught.value) in constraints


def punch(client: TenantClient, action: str, **data: Any) -> Any:
    """Send the clock page's form, without htmx."""
    return client.post(f"/clock/{action}/", {"key": str(uuid4()), "notes": ""} | data)


def seen(row: Model) -> dict[str, Any]:
    """Return the hidden field with the version of a row that its form has."""
    return {"seen": version_of(row)}


def text_of(response: Any) -> str:
    """Return a page's text with white space and entities as people read it."""
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", response.content.decode())))


def shift_form(log: WorkLog | None = None, **changes: Any) -> dict[str, Any]:
    """Return what a browser sends from the form of a shift, with some fields changed.

    `new` are breaks added: (kind's id, from, to).
    """
    new = changes.pop("new", [])
    pauses = list(log.breaks.order_by("start")) if log else []
    zone = log.zone if log else MADRID

    def local(moment: datetime | None, form: str = "%Y-%m-%dT%H:%M") -> str:
        return moment.astimezone(zone).strftime(form) if moment else ""

    data: dict[str, Any] = {
        "version": log.version if log else "",
        "check_in": local(log.check_in) if log else "",
        "check_out": local(log.check_out) if log else "",
        "notes": log.notes if log else "",
        "reason": "I know it",
        "breaks-TOTAL_FORMS": len(pauses) + max(2, len(new)),
        "breaks-INITIAL_FORMS": len(pauses),
    }
    rows = [(p.kind_id, local(p.start, "%H:%M"), local(p.end, "%H:%M")) for p in pauses]
    for number, (kind, start, end) in enumerate([*rows, *new]):
        row = {"kind": kind, "start": start, "end": end}
        data |= {f"breaks-{number}-{name}": value for name, value in row.items()}
    if log and log.location_id:
        data["location"] = log.location_id
    if log and log.deduction_waived:
        data["waived"] = "on"
    return data | changes
