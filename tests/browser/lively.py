"""A company in which much has happened, so that its pages show what they can show."""

from datetime import date, timedelta

from django.utils import timezone

from accounts import throttle
from accounts.requests import Client
from accounts.security import log
from accounts.security.events import Event
from tenants.context import tenant_context
from tests.browser.conftest import Company
from tests.timetracking.rates import give_rate
from timetracking.base.authors import Author
from timetracking.base.locks import lock_employee
from timetracking.kiosk import pins
from timetracking.models import (
    Contract,
    Correction,
    Employee,
    Holiday,
    Kiosk,
    Location,
    WorkLog,
)
from timetracking.shifts.snapshots import snapshot
from timetracking.shifts.writing import writing


def fill(company: Company) -> None:
    """Let there be a night shift, a day shift and one that still runs, and much about them."""
    now = timezone.now().replace(microsecond=0)
    nights = [(30, 22, "Night audit. " * 20), (20, 12, ""), (2, None, "Late start")]
    with tenant_context(company.tenant):
        for begin, end, notes in nights:
            WorkLog.objects.create(
                employee=company.staff["member"],
                check_in=now - timedelta(hours=begin),
                check_out=now - timedelta(hours=end) if end else None,
                notes=notes,
                time_zone="Europe/Madrid",
            )
        _correct(company)
        _set_up(company)
        _happen(company)
        _guess(company.staff["member"])


def _set_up(company: Company) -> None:
    """Let the manager have a tablet and have set a PIN, and the others be told."""
    manager, now = company.staff["manager"], timezone.now()
    give_rate(Employee.objects.create(name="Rosa Figueroa"), "12.80")
    agreed = {"starts_on": date(2026, 1, 1), "hours": 40, "weekday_minutes": [480] * 5 + [0] * 2}
    Contract.objects.create(employee=company.staff["member"], position="Cook", **agreed)
    Holiday.objects.create(day=date(2026, 5, 15), name="San Isidro")
    bar = Location.objects.create(name="Bar", is_active=False)
    Kiosk.objects.create(
        name="Door", location=bar, created_by=manager, code_expires_at=now, paired_at=now
    )
    told = {"who": manager.name, "whose": "Olivia", "at": now.isoformat()}
    alerts = [told | {"kind": "pin-set"}, told | {"kind": "owner-lost"}]
    others = Employee.objects.exclude(pk=manager.pk)
    others.update(pin="a hash", pin_set_by=manager, alerts=alerts)


def _happen(company: Company) -> None:
    """Let the security log have an event with long values, and one of a stranger."""
    client = Client("2001:db8:1234:5678::/64", "Samsung Internet, Android")
    owner, member = company.staff["owner"].user, company.staff["member"].user
    address = f"{'long' * 15}@example.com"
    changed = {"email": [address, f"new.{address}"]}
    log.record(Event.EMAIL_CHANGED, client=client, detail=changed, actor=owner, user=member)
    log.record(Event.SIGN_IN_FAILED, client=client)


def _correct(company: Company) -> None:
    """Let there be a request, a disputed edit, an end to review, and a shift with a history."""
    member, manager = company.staff["member"], company.staff["manager"]
    first, second, _running = WorkLog.objects.order_by("check_in")
    locked = lock_employee(first.employee_id)
    with writing(locked, first, by=Author(manager), reason="Seen at the door"):
        first.notes, first.review, first.deducted = "Night audit", "automatic", 1800
    before, after = snapshot(first), snapshot(first) | {"notes": "Night audit, and the till"}
    common = {"employee": member, "before": before, "after": after, "base_version": 1}
    Correction.objects.create(
        work_log=first, kind="change", status="pending", asked_by=member, reason="Till", **common
    )
    Correction.objects.create(
        work_log=second,
        kind="edit",
        status="made",
        asked_by=manager,
        reason="Till",
        reply="disputed",
        reply_reason="Not me",
        **common,
    )


def _guess(member: Employee) -> None:
    """Let there be wrong passwords and PINs of the member, the last ones now."""
    Employee.objects.filter(pk=member.pk).update(pin="argon2$none")
    for number in range(10):
        now = timezone.now() - timedelta(hours=9 - number)
        throttle.begin(pins.person_keys(member.pk), now=now).failed()
    for _ in range(3):
        throttle.begin(throttle.sign_in_keys(member.email, client=""), now=now).failed()
