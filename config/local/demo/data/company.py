"""A demo company's locations, staff, sign-ins and shifts, created with the product's services."""

from datetime import datetime
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import User
from accounts.requests import Site
from config.local.demo.data.contracts import agree
from config.local.demo.data.pay import adopt_rules
from config.local.demo.data.plans import PlannedShift, plan
from config.local.demo.data.requests import make_requests
from config.local.demo.data.rosters import Person, Place, roster
from config.local.demo.data.sales import sell
from config.local.demo.data.shifts import work
from timetracking.base.authors import program
from timetracking.base.local_time import local_date
from timetracking.company import break_kinds, locations, settings
from timetracking.models import BreakKind, CompanySettings, Employee, Location
from timetracking.staff import employees
from timetracking.staff.subjects import pin_snapshot
from timetracking.trail.recording import recorded

# Printed by `make demo`; the companies are fictitious.
PASSWORD = "demo-password"  # noqa: S105
PIN = "4711"
_BY = program("seed_demo")


@transaction.atomic
def seed(domain: str, *, now: datetime, site: Site) -> bool:
    """Add staff and shifts to the company, or return False if it has staff already.

    The owner invited by create_tenant does not count, and gets the demo's password.
    """
    if Employee.objects.exclude(email=f"owner@{domain}").exists():
        return False
    random = Random(domain)  # noqa: S311 - the same demo each time, not a secret
    people, places = roster(domain)
    company_locations = [_location(place) for place in places]
    workplaces = [[company_locations[number] for number in person.at] for person in people]
    staff = _create_staff(people, workplaces, domain)
    company = _save_settings(domain)
    agree(people, staff, company_locations, today=local_date(now, company.zone))
    adopt_rules(company, today=local_date(now, company.zone))
    shifts = _planned_shifts(people, staff, workplaces, now, company, random)
    work(shifts, _break_kinds(), company, now=now)
    make_requests(domain, now=now, site=site)
    sell(company, by=_BY, now=now, random=random)
    for person, employee in zip(people, staff, strict=True):
        if person.left:
            employees.deactivate(employee, by=_BY, now=now)
    return True


def _save_settings(domain: str) -> CompanySettings:
    """Deduct breaks as German law requires at the café in Berlin; end forgotten shifts at both."""
    company = CompanySettings.objects.get()
    company.rules.deducts_breaks = domain.startswith("corgicafe")
    company.rules.ends_forgotten = company.members_see_team = True
    return settings.save(company, by=_BY)


def _break_kinds() -> dict[bool, BreakKind]:
    """Return the paid kind of break under True, and the unpaid one under False."""
    return {
        paid: BreakKind.objects.filter(name=name).first()
        or break_kinds.save(BreakKind(name=name, is_paid=paid), by=_BY)
        for name, paid in (("Break", False), ("Coffee", True))
    }


def _location(place: Place) -> Location:
    existing = Location.objects.filter(name=place.name).first()
    location = Location(name=place.name, address=place.address, time_zone=place.time_zone)
    return existing or locations.save(location, by=_BY)


def _create_staff(
    people: list[Person], workplaces: list[list[Location]], domain: str
) -> list[Employee]:
    # Argon2 is slow on purpose; all people share one hash.
    passwords = {True: make_password(PASSWORD), False: make_password(None)}
    pin = make_password(PIN)
    staff = []
    for person, workplace in zip(people, workplaces, strict=True):
        employee = _employee(person, domain)
        if person.signs_in or person.invited:
            employee.user = employee.user or User(email=employee.email)
            employee.user.name = person.name
            employee.user.password = passwords[person.signs_in]
            employee.user.save()
        employees.save(employee, by=_BY, membership={location.pk: True for location in workplace})
        staff.append(employee)
    _give_pins(pin)
    return staff


def _give_pins(pin: str) -> None:
    for employee in Employee.objects.all():
        with recorded(employee, by=_BY, snapshot=pin_snapshot):
            employee.pin = pin
            employee.save(update_fields=["pin"])


def _employee(person: Person, domain: str) -> Employee:
    """Return a new employee, or the owner that create_tenant has invited."""
    email = f"{person.mailbox}@{domain}" if person.mailbox else ""
    existing = Employee.objects.filter(email=email).first() if email else None
    employee = existing or Employee(email=email)
    employee.name, employee.role = person.name, person.role
    employee.is_limited = person.limited
    employee.language = person.language
    return employee


def _planned_shifts(
    people: list[Person],
    staff: list[Employee],
    workplaces: list[list[Location]],
    now: datetime,
    company: CompanySettings,
    random: Random,
) -> list[PlannedShift]:
    workers = list(zip(people, staff, workplaces, strict=True))
    return plan(workers, now=now, zone=company.zone, random=random)
