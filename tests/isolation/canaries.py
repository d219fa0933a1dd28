"""Two companies whose every text names its owner, so that a leak is seen wherever it comes out."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import models

from accounts.models import Authenticator, SecurityEvent, Session, SignInThrottle, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.routers import tenant_labels
from tests.isolation import agreements
from tests.isolation.failed_jobs import fail_a_job
from tests.isolation.looks import dress
from tests.isolation.pay_periods import close_periods
from tests.isolation.paying import pay
from tests.isolation.sold import sell
from tests.isolation.told import alert, news
from tests.work_days import make_days
from timetracking.models import (
    AuditLine,
    Break,
    BreakKind,
    Correction,
    Employee,
    EmployeeLocation,
    Kiosk,
    Location,
    Punch,
    Role,
    WorkLog,
)
from timetracking.shifts.snapshots import snapshot

PASSWORD = "the-canary-sings"
CACHE_KEYS = ("report", "settings", "1")
# Rows that both companies have under the same ids, and rows that only one of them has.
SHARED_STAFF = (Role.OWNER, Role.MANAGER, Role.MEMBER, Role.MEMBER)
FIRST_OWN_ID = 700_000
NOBODYS_ID = 987_654_321
START = datetime(2026, 1, 5, 8, tzinfo=UTC)

# Text that cannot be a canary: the database or the page takes only these words.
CLOSED = {
    ("accounts.Authenticator", "kind"): "one of three words, by a constraint",
    ("accounts.SecurityEvent", "event"): "the name of an event",
    ("accounts.SignInThrottle", "subjects"): "keyed hashes",
    ("jobs.Job", "state"): "one of three words",
    ("timetracking.Employee", "role"): "one of three words, by a constraint",
    ("timetracking.Employee", "muted_notices"): "names of notices",
    ("timetracking.Punch", "action"): "one of four words, by a constraint",
    ("timetracking.Punch", "source"): "one of four words",
    ("timetracking.AuditLine", "act"): "one of three words",
    ("timetracking.AuditLine", "subject"): "the name of a table",
    ("timetracking.AuditLine", "previous_hash"): "a hash",
    ("timetracking.AuditLine", "hash"): "a hash",
    ("timetracking.Correction", "kind"): "one of three words, by a constraint",
    ("timetracking.Correction", "status"): "one of five words, by a constraint",
    ("timetracking.Correction", "reply"): "one of three words",
    ("timetracking.WorkLog", "review"): "one of four words, by a constraint",
    ("timetracking.CompanySettings", "language"): "one of three words",
    ("timetracking.Employee", "language"): "one of three words",
    **agreements.CLOSED,
    ("timetracking.BreakKind", "standard"): "one of our words, and empty for a kind of one's own",
    ("timetracking.CompanySettings", "accent"): "a colour, by a constraint",
    ("timetracking.CompanySettings", "logo_digest"): "a hash",
    ("timetracking.AuditChain", "hash"): "a hash",
    ("timetracking.PayRules", "preset"): "the code of a preset",
    ("timetracking.BankEntry", "kind"): "one of four words, by a constraint",
    ("timetracking.Location", "time_zone"): "the name of a time zone, read by zoneinfo",
    ("timetracking.Approval", "state"): "one of three words, by a constraint",
    ("timetracking.Rules", "pay_schedule"): "days and one of four words",
    ("timetracking.WorkLog", "source"): "one of four words, by a constraint",
    ("timetracking.WorkLog", "time_zone"): "the name of a time zone, read by zoneinfo",
    ("timetracking.CompanySettings", "time_zone"): "the name of a time zone, read by zoneinfo",
}
SAYS_NOTHING = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.DateTimeField,
    models.ForeignKey,
    models.IntegerField,
    models.UUIDField,
)


@dataclass(frozen=True)
class Canaries:
    """One company, and the strings that are its own alone."""

    tenant: Tenant
    marker: str
    amount: Decimal
    own_id: int
    """An id of an employee, a location and a kind of break that the other company does not have."""

    def word(self, place: str) -> str:
        """Return a canary that says where it was put: small letters and digits, safe anywhere."""
        return f"{self.marker}{''.join(filter(str.isalnum, place)).lower()}"

    @property
    def strings(self) -> tuple[str, ...]:
        """List what must never be seen outside this company."""
        return (self.marker, str(self.amount), str(self.amount).replace(".", ","))

    def employee(self, role: Role) -> Employee:
        """Return someone of this company; call it inside the company."""
        return Employee.objects.select_related("user").filter(role=role).earliest("pk")


def canary_fields() -> Iterator[tuple[type[models.Model], Any]]:
    """Walk the columns of every tenant table that have room for a canary."""
    for label in sorted(tenant_labels()):
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            for field in model._meta.concrete_fields:
                named = (model._meta.label, field.name)
                if not (isinstance(field, SAYS_NOTHING) or is_dates(field)) and named not in CLOSED:
                    yield model, field


def is_dates(field: Any) -> bool:
    """Tell whether the field is an array of what says nothing."""
    return isinstance(field, ArrayField) and isinstance(field.base_field, SAYS_NOTHING)


def fill(canaries: Canaries) -> None:
    """Write canaries into every table and into the cache; commits unless the caller does not."""
    with tenant_context(canaries.tenant):
        _open_location(canaries, pk=None)
        _open_location(canaries, pk=canaries.own_id)
        make_days()
        BreakKind.objects.all().delete()  # of a new company: they do not sing
        BreakKind.objects.create(name=canaries.word("breakkind"))
        BreakKind.objects.create(pk=canaries.own_id, name=canaries.word("ownkind"), is_active=False)
        sell(canaries.amount, [START.date(), datetime.now(UTC).date()])
        for number, role in enumerate(SHARED_STAFF):
            _hire(canaries, role, number, pk=None)
        _hire(canaries, Role.MEMBER, len(SHARED_STAFF), pk=canaries.own_id)
        for number in range(2):
            _sign(canaries, number)
        cache.set_many({key: canaries.word(f"cache{key}") for key in CACHE_KEYS}, timeout=None)
        dress(canaries.word("logo"), canaries.own_id)
        fail_a_job(canaries.word("job"), canaries.own_id)


def _open_location(canaries: Canaries, *, pk: int | None) -> None:
    location = Location.objects.create(
        pk=pk,
        name=canaries.word(f"location{pk}"),
        address=canaries.word(f"address{pk}"),
        time_zone="UTC",
    )
    agreements.close(location, pk, canaries.word(f"holiday{pk}"))


def _hire(canaries: Canaries, role: Role, number: int, *, pk: int | None) -> None:
    email = f"{canaries.word(f'email{number}')}@{canaries.marker}.example"
    password = PBKDF2PasswordHasher().encode(PASSWORD, canaries.word("salt"), 1)
    name = canaries.word(f"username{number}")
    user = User.objects.create(pk=pk, email=email, name=name, password=password)
    Authenticator.objects.create(
        pk=pk,
        user=user,
        kind="passkey",
        name=canaries.word(f"passkey{number}"),
        credential_id=canaries.word(f"credential{number}"),
        secret=canaries.word(f"publickey{number}"),
    )
    employee = Employee.objects.create(
        pk=pk,
        email=email,
        role=role,
        user=user,
        name=canaries.word(f"employee{number}"),
        pin=canaries.word(f"pin{number}"),
        alerts=[alert(canaries.word(f"teller{number}"))],
        news=[news(canaries.word(f"editor{number}"))],
    )
    place = Location.objects.earliest("pk")
    EmployeeLocation.objects.create(pk=pk, employee=employee, location=place)
    agreements.agree(employee, pk, canaries.word(f"position{number}"), canaries.amount)
    _work(canaries, employee, pk)
    _leave_traces(canaries, employee, pk)


def _leave_traces(canaries: Canaries, employee: Employee, pk: int | None) -> None:
    """Write a kiosk, a correction, a line of the audit trail and an event about someone."""
    word = canaries.word(f"of{employee.pk}")
    SecurityEvent.objects.create(
        pk=pk,
        at=START,
        event="role_changed",
        actor=employee.user,
        user=employee.user,
        operator=word,
        detail={"name": [word, word]},
        address=word[:45],
        browser=word[:60],
    )
    log = WorkLog.objects.filter(employee=employee).earliest("pk")
    kept = snapshot(log) | {"notes": word}
    pay(employee, pk, word, canaries.amount)
    Kiosk.objects.create(
        pk=pk,
        name=word,
        location=employee.locations.get(),
        code_hash=word,
        code_expires_at=START,
        secret_hash=word,
        private_key=word,
        created_by=employee,
    )
    Correction.objects.create(
        pk=pk,
        employee=employee,
        work_log=log,
        kind="change",
        status="pending",
        asked_by=employee,
        reason=word,
        before=kept,
        after=kept,
        base_version=1,
        answer=word,
        reply_reason=word,
    )
    close_periods(word, employee, pk)
    AuditLine.objects.create(
        pk=pk,
        number=1_000_000 + employee.pk,
        at=START,
        actor=employee,
        origin=word[:40],
        address=word[:45],
        subject="worklog",
        subject_id=log.pk,
        employee=employee,
        act="changed",
        before=kept,
        after=kept,
        reason=word,
    )


def _work(canaries: Canaries, employee: Employee, pk: int | None) -> None:
    """Write a shift of this week, one of long ago, and a punch of each kind."""
    now = datetime.now(UTC)
    for offset, start in enumerate((START, now - timedelta(minutes=30))):
        log = WorkLog.objects.create(
            pk=pk + offset if pk else None,
            employee=employee,
            check_in=start,
            check_out=start + timedelta(minutes=20),
            notes=canaries.word(f"note{employee.pk}"),
            location=employee.locations.get(),
            time_zone="UTC",
        )
        Break.objects.create(
            pk=pk + offset if pk else None,
            work_log=log,
            kind=BreakKind.objects.earliest("pk"),
            is_paid=False,
            start=start,
            end=start + timedelta(minutes=5),
        )
        Punch.objects.create(
            pk=pk + 2 * offset if pk else None,
            employee=employee,
            key=UUID(int=2 * offset),
            action="in",
            work_log=log,
        )
        Punch.objects.create(
            pk=pk + 2 * offset + 1 if pk else None,
            employee=employee,
            key=UUID(int=2 * offset + 1),
            action="out",
            refusal=canaries.word(f"refusal{employee.pk}"),
        )


def _sign(canaries: Canaries, number: int) -> None:
    """Write rows of sessions and of the throttle that are nothing but canaries."""
    later = datetime.now(UTC) + timedelta(days=1)
    texts = {"session_data": "data", "device": "device", "address": "from", "operator": "operator"}
    Session.objects.create(
        session_key=canaries.word(f"session{number}").ljust(32, "0")[:32],
        **{field: canaries.word(f"{word}{number}") for field, word in texts.items()},
        expire_date=later,
    )
    SignInThrottle.objects.create(key=canaries.word(f"throttle{number}"), forget_at=later)
