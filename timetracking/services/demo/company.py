"""A demo company: its places, its staff, their sign-ins and their shifts."""

from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from timetracking.models import CompanySettings, Employee, EmployeeLocation, Location, WorkLog
from timetracking.services.demo.rosters import Person, Place, roster
from timetracking.services.demo.shifts import history, still_in
from timetracking.services.local_time import local_date

PASSWORD = "demo-password"  # noqa: S105 - printed by `make demo`; the companies are made up
_IN_NOW = 3


@transaction.atomic
def seed(domain: str, *, now: datetime) -> bool:
    """Fill the company with staff and history, or return False if it has staff of its own.

    The owner whom provisioning invited does not count: they get the demo's password.
    """
    if Employee.objects.exclude(email=f"owner@{domain}").exists():
        return False
    random = Random(domain)  # noqa: S311 - the same demo each time, nothing secret
    people, places = roster(domain)
    locations = _write_locations(places)
    staff = _write_staff(people, domain)
    at = [[locations[number] for number in person.at] for person in people]
    EmployeeLocation.objects.bulk_create(
        EmployeeLocation(employee=employee, location=location)
        for employee, theirs in zip(staff, at, strict=True)
        for location in theirs
    )
    zone = CompanySettings.objects.get().zone
    WorkLog.objects.bulk_create(_shifts(people, staff, at, now, zone, random))
    return True


def _write_locations(places: list[Place]) -> list[Location]:
    return [
        Location.objects.get_or_create(
            name=place.name, defaults={"address": place.address, "time_zone": place.time_zone}
        )[0]
        for place in places
    ]


def _write_staff(people: list[Person], domain: str) -> list[Employee]:
    # Argon2 is slow on purpose: once is enough for accounts of one known password.
    passwords = {True: make_password(PASSWORD), False: make_password(None)}
    staff = []
    for person in people:
        email = f"{person.mailbox}@{domain}" if person.mailbox else ""
        employee = Employee.objects.filter(email=email).first() if email else None
        employee = employee or Employee(email=email)
        employee.name, employee.role = person.name, person.role
        employee.is_limited = person.limited
        employee.hourly_rate, employee.is_active = person.hourly_rate, not person.left
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
    at: list[list[Location]],
    now: datetime,
    zone: ZoneInfo,
    random: Random,
) -> list[WorkLog]:
    shifts: list[WorkLog] = []
    rested: list[tuple[bool, datetime, Employee, Location]] = []
    weekday = str(local_date(now, zone).isoweekday())
    for person, employee, theirs in zip(people, staff, at, strict=True):
        logs = history(employee, person.rota, theirs, now=now, zone=zone, random=random)
        if person.left:
            logs = [log for log in logs[: len(logs) // 2] if log.check_out]
        elif not person.visitor and logs and logs[-1].check_out:
            off_today = weekday not in person.rota.days
            rested.append((off_today, logs[-1].check_out, employee, theirs[0]))
        shifts += logs
    # Today's people first, and of them those who have been away longest.
    rested.sort(key=lambda found: found[:2])
    for _off_today, last_out, employee, place in rested[:_IN_NOW]:
        shifts.append(
            still_in(employee, place, last_out=last_out, now=now, zone=zone, random=random)
        )
    return shifts
