"""A demo company: its places, its staff, their sign-ins and their shifts, made by the services."""

from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from accounts.requests import Site
from config.local.demo.data.plans import PlannedShift, plan
from config.local.demo.data.requests import make_requests
from config.local.demo.data.rosters import Person, Place, roster
from config.local.demo.data.shifts import work
from timetracking.base.authors import program
from timetracking.company import break_kinds, locations, settings
from timetracking.models import BreakKind, CompanySettings, Employee, Location
from timetracking.staff import employees

# Printed by `make demo`; the companies are made up.
PASSWORD = "demo-password"  # noqa: S105
PIN = "4711"
_BY = program("seed_demo")


@transaction.atomic
def seed(domain: str, *, now: datetime, site: Site) -> bool:
    """Fill the company with staff and history, or return False if it has staff of its own.

    The owner whom provisioning invited does not count: they get the demo's password.
    """
    if Employee.objects.exclude(email=f"owner@{domain}").exists():
        return False
    random = Random(domain)  # noqa: S311 - the same demo each time, nothing secret
    people, places = roster(domain)
    offered = [_location(place) for place in places]
    at = [[offered[number] for number in person.at] for person in people]
    staff = _hire(people, at, domain)
    company = _choose_settings(domain)
    work(_planned(people, staff, at, now, company, random), _kinds(), company, now=now)
    make_requests(domain, now=now, site=site)
    for person, employee in zip(people, staff, strict=True):
        if person.left:
            employees.deactivate(employee, by=_BY, now=now)
    return True


def _choose_settings(domain: str) -> CompanySettings:
    """Let the café in Berlin deduct breaks as German law has it; end forgotten shifts in both."""
    company = CompanySettings.objects.get()
    company.rules.deducts_breaks = domain.startswith("corgicafe")
    company.rules.ends_forgotten = company.members_see_team = True
    return settings.save(company, by=_BY)


def _kinds() -> dict[bool, BreakKind]:
    """Return a kind of break that is paid and one that is not, each by whether it is."""
    return {
        paid: BreakKind.objects.filter(name=name).first()
        or break_kinds.save(BreakKind(name=name, is_paid=paid), by=_BY)
        for name, paid in (("Break", False), ("Coffee", True))
    }


def _location(place: Place) -> Location:
    known = Location.objects.filter(name=place.name).first()
    new = Location(name=place.name, address=place.address, time_zone=place.time_zone)
    return known or locations.save(new, by=_BY)


def _hire(people: list[Person], at: list[list[Location]], domain: str) -> list[Employee]:
    # Argon2 is slow on purpose: once is enough for what is known and the same for all.
    passwords = {True: make_password(PASSWORD), False: make_password(None)}
    pin = make_password(PIN)
    staff = []
    for person, places in zip(people, at, strict=True):
        employee = _entry(person, domain)
        if person.signs_in or person.invited:
            employee.user = employee.user or User(email=employee.email)
            employee.user.name = person.name
            employee.user.password = passwords[person.signs_in]
            employee.user.save()
        employees.save(employee, by=_BY, places={place.pk: True for place in places})
        staff.append(employee)
    Employee.objects.update(pin=pin)
    return staff


def _entry(person: Person, domain: str) -> Employee:
    """Return the entry of the owner who was invited already, or a new one."""
    email = f"{person.mailbox}@{domain}" if person.mailbox else ""
    known = Employee.objects.filter(email=email).first() if email else None
    employee = known or Employee(email=email)
    employee.name, employee.role = person.name, person.role
    employee.hourly_rate, employee.is_limited = person.hourly_rate, person.limited
    return employee


def _planned(
    people: list[Person],
    staff: list[Employee],
    at: list[list[Location]],
    now: datetime,
    company: CompanySettings,
    random: Random,
) -> list[PlannedShift]:
    workers = list(zip(people, staff, at, strict=True))
    return plan(workers, now=now, zone=company.zone, random=random)
