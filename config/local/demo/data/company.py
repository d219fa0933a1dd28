"""A demo company's locations, staff, sign-ins and shifts."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from config.local.demo.data.requests import write_requests
from config.local.demo.data.rosters import Person, Place, roster
from config.local.demo.data.shifts import Worked, history, open_shift, start_break
from timetracking.base.authors import program
from timetracking.base.local_time import local_date
from timetracking.company import settings
from timetracking.models import (
    Break,
    BreakKind,
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Rules,
    WorkLog,
)
from timetracking.shifts import break_rules
from timetracking.shifts.running import with_breaks
from timetracking.shifts.snapshots import snapshot
from timetracking.trail.recording import record

# Printed by `make demo`; the companies are fictitious.
PASSWORD = "demo-password"  # noqa: S105
PIN = "4711"
_CLOCKED_IN = 3
_BY = program("seed_demo")


@transaction.atomic
def seed(domain: str, *, now: datetime) -> bool:
    """Add staff and shifts to the company, or return False if it has staff already.

    The owner invited by create_tenant does not count, and gets the demo's password.
    """
    if Employee.objects.exclude(email=f"owner@{domain}").exists():
        return False
    random = Random(domain)  # noqa: S311 - the same demo each time, not a secret
    people, places = roster(domain)
    locations = _write_locations(places)
    staff = _write_staff(people, domain)
    workplaces = [[locations[number] for number in person.at] for person in people]
    EmployeeLocation.objects.bulk_create(
        EmployeeLocation(employee=employee, location=location)
        for employee, employee_locations in zip(staff, workplaces, strict=True)
        for location in employee_locations
    )
    company = _write_settings(domain)
    _write_shifts(_shifts(people, staff, workplaces, now, company.zone, random), company.rules)
    write_requests(domain, now=now)
    return True


def _write_settings(domain: str) -> CompanySettings:
    """Deduct breaks as German law requires at the café in Berlin; end forgotten shifts at both."""
    company = CompanySettings.objects.get()
    company.rules.deducts_breaks = domain.startswith("corgicafe")
    company.rules.ends_forgotten = company.members_see_team = True
    return settings.save(company, by=_BY)


def _write_shifts(shifts: list[Worked], rules: Rules) -> None:
    kinds = {
        paid: BreakKind.objects.get_or_create(name=name, defaults={"is_paid": paid})[0]
        for name, paid in (("Break", False), ("Coffee", True))
    }
    shifts = sorted(shifts, key=lambda worked: worked.log.check_in)
    WorkLog.objects.bulk_create(worked.log for worked in shifts)
    Break.objects.bulk_create(
        Break(work_log=worked.log, kind=kinds[paid], is_paid=paid, start=start, end=end)
        for worked in shifts
        for paid, start, end in worked.breaks
    )
    for log in with_breaks(WorkLog.objects.select_related("employee")).order_by("check_in"):
        break_rules.apply(log, rules)
        if log.deducted:
            log.save(update_fields=["deducted"])
        record(
            log, by=_BY, before=None, after=snapshot(log, log.breaks.all()), employee=log.employee
        )


def _write_locations(places: list[Place]) -> list[Location]:
    return [
        Location.objects.get_or_create(
            name=place.name, defaults={"address": place.address, "time_zone": place.time_zone}
        )[0]
        for place in places
    ]


def _write_staff(people: list[Person], domain: str) -> list[Employee]:
    # Argon2 is slow on purpose; all people share one hash.
    passwords = {True: make_password(PASSWORD), False: make_password(None)}
    pin = make_password(PIN)
    staff = []
    for person in people:
        email = f"{person.mailbox}@{domain}" if person.mailbox else ""
        employee = Employee.objects.filter(email=email).first() if email else None
        employee = employee or Employee(email=email)
        employee.name, employee.role = person.name, person.role
        employee.is_limited = person.limited
        employee.hourly_rate, employee.is_active = person.hourly_rate, not person.left
        employee.pin = "" if person.left else pin
        if person.signs_in or person.invited:
            employee.user = employee.user or User(email=email)
            employee.user.name = person.name
            employee.user.password = passwords[person.signs_in]
            employee.user.is_active = not person.left
            employee.user.save()
        employee.save()
        staff.append(employee)
    return staff


def _shifts(
    people: list[Person],
    staff: list[Employee],
    workplaces: list[list[Location]],
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[Worked]:
    shifts: list[Worked] = []
    off_duty: list[tuple[bool, datetime, Employee, Location]] = []
    weekday = str(local_date(now, zone).isoweekday())
    for person, employee, locations in zip(people, staff, workplaces, strict=True):
        past = history(employee, person.rota, locations, now=now, zone=zone, random=random)
        last_out = past[-1].log.check_out if past else None
        if person.left:
            past = [worked for worked in past[: len(past) // 2] if worked.log.check_out]
        elif person.forgets and last_out:
            past[-1] = _forgotten(past[-1])
        elif not person.visitor and last_out:
            off_today = weekday not in person.rota.days
            off_duty.append((off_today, last_out, employee, locations[0]))
        shifts += past
    # First the people who work today, and of those the ones who clocked out longest ago.
    off_duty.sort(key=lambda entry: entry[:2])
    open_shifts = [
        open_shift(employee, location, last_out=last_out, now=now, zone=zone, random=random)
        for _off_today, last_out, employee, location in off_duty[:_CLOCKED_IN]
    ]
    start_break(open_shifts[-1], now=now)
    return shifts + open_shifts


def _forgotten(worked: Worked) -> Worked:
    """Leave the shift open, as if the person went home without clocking out."""
    worked.log.check_out = None
    return worked
