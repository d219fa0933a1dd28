"""The companies of the drill: like those of the soak, with a trail and somebody with a password."""

from collections.abc import Iterator

from accounts.models import User
from benchmarks.soak.canaries import new_canary
from benchmarks.soak.companies import SESSION_COOKIE, TIME_ZONES, Company, Member, session_of
from tenants.context import tenant_context
from tenants.lifecycle import provision_tenant
from timetracking.base.authors import Author
from timetracking.models import Employee, Role
from timetracking.trail.recording import recorded

OPERATOR, PASSWORD = "operator@drill.example", "a-password-of-the-drill"
PERSON = "pat@drill.example"


def make_companies(count: int, staff: int) -> Iterator[Company]:
    """Create companies one by one, and an operator; names of people contain the canary."""
    User.objects.create_superuser(OPERATOR, PASSWORD)
    for number in range(count):
        canary = new_canary()
        tenant = provision_tenant(
            slug=f"drill_{number:03}",
            name=f"Company {number} {canary}",
            first_facts={"time_zone": TIME_ZONES[number % len(TIME_ZONES)]},
        )
        company = Company(tenant, canary)
        with tenant_context(tenant):
            _hire("Pat", company, User.objects.create_user(PERSON, PASSWORD, name="Pat"))
            for place in range(staff):
                name = f"Sam {place}"
                user = User.objects.create_user(f"sam.{place}@{canary}.example", name=name)
                employee = _hire(name, company, user, Role.OWNER if place == 0 else Role.MEMBER)
                cookies = {SESSION_COOKIE: session_of(user)}
                company.members.append(Member(company, employee.pk, employee.leads, cookies))
        yield company


def _hire(name: str, company: Company, user: User, role: Role = Role.MEMBER) -> Employee:
    employee = Employee(name=f"{name} {company.canary}", email=user.email, user=user, role=role)
    with recorded(employee, by=Author(origin="drill")):
        employee.save()
    return employee
