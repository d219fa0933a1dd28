"""The companies of a run, each with its canary, its staff and their sessions."""

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
# East and west of UTC, so that "today" is not the same day everywhere.
TIME_ZONES = ("Europe/Madrid", "Europe/Berlin", "America/Lima", "Asia/Tokyo", "UTC")


@dataclass(slots=True, eq=False)
class Member:
    """A member of a company's staff, with the state of their browser."""

    company: "Company"
    employee_id: int
    leads: bool
    cookies: dict[str, str]
    token: str = ""
    # The state after the last punch with a response; None if only the page can tell.
    clocked_in: bool | None = False
    # Until then an abandoned punch may still be executed (`time.monotonic`).
    unsure_until: float = 0.0
    known: bool = True  # whether no abandoned punch could be pending when `clocked_in` was set


@dataclass(slots=True, eq=False)
class Company:
    """A company and its staff."""

    tenant: Tenant
    canary: str
    members: list[Member] = field(default_factory=list)

    @property
    def slug(self) -> str:
        """The company's slug, which names it in the ledger."""
        return self.tenant.slug


def make_companies(prefix: str, *, count: int, staff: int) -> Iterator[Company]:
    """Create companies one by one; every text in them contains their canary."""
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
    """Sign a user in without a password, as Django's test client does; return the session key."""
    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    request.session.save()
    return str(request.session.session_key)
