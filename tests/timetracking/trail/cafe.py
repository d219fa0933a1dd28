"""A café whose history has a line of every kind, all made by the product's services."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connections, transaction
from django.utils import timezone

from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.conftest import MADRID, Here, tapped
from tests.timetracking.trail.leaving import let_leave
from timetracking.base.authors import Author
from timetracking.calendars import entering, placing
from timetracking.clocking import taps
from timetracking.clocking.punches import clock_in, clock_out, end_break, start_break
from timetracking.clocking.taps import Tap
from timetracking.company import break_kinds, locations, settings
from timetracking.contracts import agreeing, rates
from timetracking.contracts.rates import RateFrom
from timetracking.corrections import asking, deciding, editing
from timetracking.kiosk import pairing, pins, refused_taps
from timetracking.models import (
    Act,
    Action,
    AuditChain,
    AuditLine,
    BreakKind,
    CompanySettings,
    Contract,
    Correction,
    Employee,
    Holiday,
    Kiosk,
    Location,
    Punch,
    Rate,
    Role,
    WorkLog,
)
from timetracking.notices import mailing
from timetracking.reports.entering import enter
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.proposals import Proposal
from timetracking.staff import employees
from timetracking.trail.verifying import verify

LOGINS = ("default", OWNER_ALIAS)


@dataclass(frozen=True)
class Cafe:
    """Its people, and the rows that the tests change."""

    tenant: Tenant
    olga: Employee
    max: Employee
    ana: Employee
    ben: Employee
    bar: Location
    coffee: BreakKind
    kiosk: Kiosk
    shift: WorkLog
    edited: Correction


def open_cafe(tenant: Tenant) -> Cafe:
    """Let a week pass in the current company, which has an owner."""
    olga = Employee.objects.get(role=Role.OWNER)
    bar, coffee = _set_up(olga)
    max_ = _hire(olga, "Max", bar, role=Role.MANAGER, rate="20")
    # Typed without the second decimal.
    ana = _hire(olga, "Ana", bar, rate="12.5", email="ana@example.com")
    ben = _hire(max_, "Ben", bar)
    _agree(ana, bar, by=olga)
    employees.invite(ana, by=Author(max_), site=Here(), language="en")
    for pin in ("7394", "8264"):
        pins.set_pin(ana, pin, by=Author(ana))
    mailing.choose(ana, ["forgotten"], by=Author(ana))
    shift, other = (_work(ana, days_ago) for days_ago in (3, 2))
    edited = _correct(ana, max_, shift, other)
    kiosk, code = pairing.create_kiosk(
        "Door", bar, manager=max_, by=Author(max_), now=timezone.now()
    )
    kiosk, _ = pairing.pair(code, now=timezone.now(), address="127.0.0.1")
    _settle_tap(ana, max_, kiosk)
    zoe = _hire(olga, "Zoe", bar, role=Role.OWNER, email="zoe@example.com")
    employees.invite(zoe, by=Author(olga), site=Here(), language="en")
    let_leave(zoe, olga=olga, ana=ana, ben=ben)
    _sell(max_, bar)
    coffee.name = "Espresso"
    break_kinds.save(coffee, by=Author(olga))
    return Cafe(tenant, olga, max_, ana, ben, bar, coffee, kiosk, shift, edited)


def _set_up(olga: Employee) -> tuple[Location, BreakKind]:
    by = Author(olga)
    company = CompanySettings.objects.get()
    company.members_see_team, company.rules.deducts_breaks = True, True
    settings.save(company, by=by)
    coffee = break_kinds.save(BreakKind(name="Coffee", is_paid=True), by=by)
    pier = locations.save(Location(name="Pier"), by=by)
    locations.close(pier, by=by)
    return locations.save(Location(name="Bar"), by=by), coffee


def _agree(ana: Employee, bar: Location, *, by: Employee) -> None:
    """Change Ana's contract, and enter a holiday."""
    today = timezone.localdate()
    terms = Contract(employee=ana, starts_on=today, hours=Decimal("38.5"))
    contract = agreeing.save(terms, by=Author(by), today=today)
    contract.position = "Cook"
    agreeing.save(contract, by=Author(by), today=today)
    rate = Rate(employee=ana, starts_on=today + timedelta(days=9), amount=Decimal("13.5"))
    rates.remove(rates.save(rate, by=Author(by), today=today), by=Author(by), today=today)
    placing.choose(bar, country="ES", region="MD", by=Author(by))
    day = Holiday(day=today, name="San Isidro", location=bar)
    entering.save(day, by=Author(by))


def _hire(
    by: Employee, name: str, location: Location, *, rate: str = "", **fields: Any
) -> Employee:
    today = timezone.localdate()
    return employees.save(
        Employee(name=name, **fields),
        by=Author(by),
        membership={location.pk: True},
        rate=RateFrom(Decimal(rate), today) if rate else None,
    )


def _work(ana: Employee, days_ago: int) -> WorkLog:
    """Work for eight hours, with a break of each kind."""
    start = timezone.now() - timedelta(days=days_ago)

    def at(hours: float) -> Tap:
        return tapped(ana, start + timedelta(hours=hours))

    clock_in(ana, at(0), time_zone=MADRID)
    for number, kind in enumerate(BreakKind.objects.order_by("pk")):
        start_break(ana, at(2 + number), kind_id=kind.pk)
        end_break(ana, at(2.5 + number))
    return clock_out(ana, at(8))


def _correct(ana: Employee, max_: Employee, shift: WorkLog, removed: WorkLog) -> Correction:
    """Request and accept, edit and dispute, then remove the second shift with its corrections."""
    now, site = timezone.now(), Here()
    for log in (shift, removed):
        log.refresh_from_db()
        longer = replace(Proposal.of_log(log), check_out=log.end(now) + timedelta(minutes=5))
        asked = asking.ask(
            ana, longer, by=Author(ana), reason="Late", now=now, site=site, log_id=log.pk,
            version=log.version,
        )  # fmt: skip
        decision = deciding.Decision(accepts=True, answer="", version=log.version)
        deciding.decide(asked, decision, by=Author(max_), now=now, site=site)
    shift.refresh_from_db()
    noted = replace(Proposal.of_log(shift), notes="Rain")
    by, version = Author(max_), shift.version
    edited = editing.edit(shift, noted, version=version, by=by, reason="Rain", now=now, site=site)
    editing.reply(edited, accepts=False, reason="Sun", by=Author(ana), now=now, site=site)
    removed.refresh_from_db()
    editing.remove(
        removed, version=removed.version, by=Author(max_), reason="Twice", now=now, site=site
    )
    shift.refresh_from_db()
    return edited


def _sell(max_: Employee, bar: Location) -> None:
    """Enter, change and remove sales."""
    by, now = Author(max_), timezone.now()
    day = now.date() - timedelta(days=3)
    first, second = (bar.pk, day), (bar.pk, day + timedelta(days=1))
    enter({first: Decimal(100), second: Decimal(50)}, by=by, now=now)
    enter({first: Decimal(120), second: None}, by=by, now=now)


def _settle_tap(ana: Employee, max_: Employee, kiosk: Kiosk) -> None:
    tap = Tap(uuid4(), timezone.now(), Author(ana, "kiosk"), kiosk, timezone.now())
    with suppress(PunchRefused):
        taps.refuse(ana, tap, Action.IN, PunchRefused("Too late."))
    punch = Punch.objects.to_settle().get()
    refused_taps.settle(punch, by=Author(max_), now=timezone.now())


def forge(**values: Any) -> AuditLine:
    """Append a line that follows in the chain, as whoever reads this code could."""
    # By id, because the people were loaded by the other login.
    for name in {"actor", "employee"} & values.keys():
        person = values.pop(name)
        values[f"{name}_id"] = person.pk if person else None
    end = AuditChain.objects.get()
    line = AuditLine(
        **{
            "number": end.number + 1,
            "at": timezone.now(),
            "origin": "web",
            "subject": "worklog",
            "act": Act.CHANGED,
            "previous_hash": end.hash,
            **values,
        }
    )
    line.hash = line.computed_hash()
    line.save(force_insert=True)
    AuditChain.objects.update(number=line.number, hash=line.hash)
    return line


def compute_anew() -> None:
    """Compute all hashes anew, which takes the owner login."""
    previous = ""
    for number, line in enumerate(AuditLine.objects.order_by("number"), 1):
        line.number, line.previous_hash = number, previous
        previous = line.hash = line.computed_hash()
        line.save()
    AuditChain.objects.update(number=AuditLine.objects.count(), hash=previous)


def repeat(cafe: Cafe, **values: Any) -> None:
    """Append a line that leaves the shift as it is."""
    state = (AuditLine.objects.for_log(cafe.shift).latest("number")).after
    forge(
        **{
            "actor": cafe.max,
            "employee": cafe.ana,
            "subject_id": cafe.shift.pk,
            "before": state,
            "after": state,
            **values,
        }
    )


@contextmanager
def undone(tenant: Tenant, using: str = "default") -> Iterator[None]:
    """Run the block inside the café as one of the logins, and roll it back."""
    with tenant_context(tenant, using=using):
        yield
        transaction.set_rollback(True, using=using)


def execute(using: str, statement: str, **values: Any) -> None:
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, statement


def found() -> list[str]:
    return [str(flaw) for flaw in verify(now=timezone.now())]
