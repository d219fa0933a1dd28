"""The companies of a run: each with its canary, its staff, and a session for everyone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from accounts.models import User
from benchmarks.soak.canaries import new_canary
from benchmarks.soak.database import company_slug
from tenants.context import tenant_context
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from timetracking.models import Employee, Role

SESSION_COOKIE = settings.SESSION_COOKIE_NAME
# Zones of both signs, so that "today" is not the same day everywhere.
TIME_ZONES = ("Europe/Madrid", "Europe/Berlin", "America/Lima", "Asia/Tokyo", "UTC")


@dataclass(slots=True, eq=False)
class Member:
    """Someone on a company's staff, and the browser they use."""

    company: "Company"
    employee_id: int
    leads: bool
    cookies: dict[str, str]
    token: str = ""
    # What the last answered punch left; None where only the page can tell.
    clocked_in: bool | None = False
    # Until then a punch that nobody waited for may still be carried out (`time.monotonic`).
    unsure_until: float = 0.0
    known: bool = True  # whether `clocked_in` was learnt when no straggler could be on its way


@dataclass(slots=True, eq=False)
class Company:
    """One company as its visitors know it."""

    tenant: Tenant
    canary: str
    members: list[Member] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """Name the company in the ledger."""
        return self.tenant.slug


def make_companies(prefix: str, *, count: int, staff: int) -> Iterator[Company]:
    """Provision companies one by one; every text in them holds their canary."""
    for number in range(count):
        canary = new_canary()
        tenant = provision_tenant(
            slug=company_slug(prefix, number),
            name=f"Company {number} {canary}",
            first_facts={"time_zone": TIME_ZONES[number % len(TIME_ZONES)]},
        )
        company = Company(tenant, canary)
        with tenant_context(tenant):
            company.members += [_hire(company, place) for place in range(staff)]
        yield company


def _hire(company: Company, place: int) -> Member:
    role = (Role.OWNER, Role.MANAGER)[place] if place < 2 else Role.MEMBER
    name, email = f"Sam {place} {company.canary}", f"sam.{place}@{company.canary}.example"
    user = User.objects.create_user(email, name=name)
    employee = Employee.objects.create(name=name, email=email, role=role, user=user)
    cookies = {SESSION_COOKIE: session_of(user)}
    return Member(company, employee.pk, employee.leads, cookies)


def session_of(user: User) -> str:
    """Sign someone in without a password, as Django's test client does; return the session key."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)
