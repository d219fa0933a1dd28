"""What each page asks of the database: exactly so many statements, and none to find the company."""

import uuid
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.conftest import TenantClient
from timetracking.models import CompanySettings, Employee, Role

MakeCompany = Callable[..., Tenant]


@pytest.fixture
def manager(fresh_company: MakeCompany) -> TenantClient:
    """Return the browser of a company's manager, who has twelve colleagues."""
    company = fresh_company()
    with tenant_context(company):
        user = User.objects.create_user("meg@fresh.example", "a-long-password", name="Meg")
        Employee.objects.create(name="Meg", email=user.email, user=user, role=Role.MANAGER)
        for number in range(12):
            Employee.objects.create(name=f"Colleague {number}")
        assert CompanySettings.objects.exists()
    client = TenantClient(company)
    client.force_login(user)
    client.get("/")  # from here on the address is known
    return client


def asked(client: TenantClient, path: str, data: dict[str, str] | None = None) -> list[str]:
    """Return the first words of what a visit sends, after the BEGIN that carries the company."""
    with (
        CaptureQueriesContext(connections[OWNER_ALIAS]) as by_owner,
        CaptureQueriesContext(connection) as captured,
    ):
        response = client.get(path) if data is None else client.post(path, data)
    assert response.status_code < 400
    assert not by_owner.captured_queries
    assert not [query for query in captured if "tenants_tenant" in query["sql"]]
    words = [query["sql"].lstrip("(").split(" ", 1)[0] for query in captured]
    assert (words[0], words[-1]) == ("BEGIN", "COMMIT")
    return words[1:-1]


@pytest.mark.parametrize(
    ("path", "selects"),
    [
        ("/", 10),
        ("/timesheet/", 10),
        ("/timesheet/month/", 11),
        ("/today/", 13),
        ("/timesheets/", 12),
        ("/approvals/", 13),
        ("/people/", 11),
        ("/login/", 1),
    ],
)
def test_a_page_asks_so_much(path: str, selects: int, manager: TenantClient) -> None:
    if path == "/login/":
        manager.logout()
    assert asked(manager, path) == ["SELECT"] * selects


def test_a_punch_asks_so_much(manager: TenantClient) -> None:
    form = {"key": str(uuid.uuid4()), "notes": ""}
    words = asked(manager, "/clock/in/", form)
    assert [word for word in words if word != "SELECT"] == [
        "INSERT",  # of the day: its first shift
        "SAVEPOINT",
        "INSERT",
        "RELEASE",
        "INSERT",
        "UPDATE",
        "INSERT",
    ]
    assert len(words) == 16


def test_a_change_asks_once_more_who_acts(manager: TenantClient) -> None:
    assert manager.tenant
    with tenant_context(manager.tenant):
        pk = Employee.objects.filter(role=Role.MEMBER).values_list("pk", flat=True)[0]
    form = {"name": "Ana", "email": "", "role": "member", "hourly_rate": "12.50", "seen": "0"}
    words = asked(manager, f"/people/{pk}/details/", form)
    # Session, user, employee, company; whose entry, places on offer, three constraints; the locked
    # entry with its tablets, who acts, the version, their places before and after, the end of the
    # trail; the rate that is shown, and their rates.
    assert words.count("SELECT") == 18
