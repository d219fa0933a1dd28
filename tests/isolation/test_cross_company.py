"""What belongs to one company is nothing at another: cookies, links, rows, and raw SQL."""

import re
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection

from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from timetracking.models import Employee, Role

MakeCompany = Callable[..., Tenant]
PASSWORD = "a-long-password"


def hire(company: Tenant, name: str, role: str = Role.MEMBER) -> Employee:
    """Give a company someone who can sign in."""
    with tenant_context(company):
        address = f"{name.lower()}@same.example"
        user = User.objects.create_user(address, PASSWORD, name=name)
        return Employee.objects.create(name=name, email=address, role=role, user=user)


@pytest.fixture
def ana(acme: Tenant, db: None) -> Employee:
    """Return an owner at acme."""
    return hire(acme, "Ana", Role.OWNER)


def test_a_session_cookie_of_one_company_is_a_stranger_at_another(
    ana: Employee, corgicafe: Tenant, acme_client: TenantClient, corgi_client: TenantClient
) -> None:
    hire(corgicafe, "Carla", Role.OWNER)
    acme_client.post("/login/", {"username": ana.email, "password": PASSWORD})
    assert acme_client.get("/").status_code == 200
    corgi_client.cookies = acme_client.cookies
    response = corgi_client.get("/")
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")


def test_a_session_cookie_of_a_company_is_no_operator(
    ana: Employee, acme_client: TenantClient, public_client: TenantClient
) -> None:
    acme_client.post("/login/", {"username": ana.email, "password": PASSWORD})
    public_client.cookies = acme_client.cookies
    assert public_client.get("/admin/").status_code == 302


def test_one_company_s_password_does_not_open_another(
    ana: Employee, corgi_client: TenantClient
) -> None:
    response = corgi_client.post("/login/", {"username": ana.email, "password": PASSWORD})
    assert response.status_code == 200
    assert "_auth_user_id" not in corgi_client.session


def test_an_id_of_another_company_is_not_found(
    ana: Employee, corgicafe: Tenant, acme_client: TenantClient
) -> None:
    foreign = [hire(corgicafe, f"C{number}") for number in range(30)][-1]
    acme_client.post("/login/", {"username": ana.email, "password": PASSWORD})
    for path in (
        f"/employees/{foreign.pk}/",
        f"/employees/{foreign.pk}/deactivate/",
        f"/timesheet/{foreign.pk}/",
    ):
        assert acme_client.get(path).status_code == 404, path


def test_an_invitation_of_one_company_is_refused_at_another(
    fresh_company: MakeCompany, client_for: Any, mailoutbox: Any
) -> None:
    inviting = fresh_company(owner_email="o@same.example")
    other = fresh_company(owner_email="o@same.example")
    link = re.search(rf"{inviting.base_url}(/invitation/\S+/)", mailoutbox[0].body)
    assert link
    assert client_for(other).get(link[1]).status_code == 403
    assert client_for(inviting).get(link[1]).status_code == 200


def refused(statement: str, role: str = "") -> bool:
    """Tell whether the server itself refuses the statement to the app login, as a role or bare."""
    parameters = connection.get_connection_params()
    parameters = {key: parameters[key] for key in ("dbname", "user", "host", "port")}
    with psycopg.connect(**parameters, autocommit=True) as login:
        if role:
            login.execute(f"SET ROLE {role}; SET search_path = {role}")
        try:
            login.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            return True
    return False


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM tenant_corgi_test.employees",
        "INSERT INTO tenant_corgi_test.employees (name) VALUES ('x')",
        "UPDATE tenant_corgi_test.work_logs SET notes = ''",
        "DELETE FROM tenant_corgi_test.users",
        "SELECT * FROM public.users",
        "SELECT * FROM public.django_session",
        "CREATE TABLE tenant_acme_test.x (y int)",
        "CREATE TABLE public.x (y int)",
        "CREATE SCHEMA x",
        "DROP TABLE employees",
        "ALTER TABLE employees ADD COLUMN x int",
        "TRUNCATE employees",
        "UPDATE django_migrations SET name = ''",
    ],
)
def test_a_company_s_role_reaches_its_own_rows_alone(
    statement: str, two_logins: None, acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    assert refused(statement, acme.schema_name)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM tenant_acme_test.employees",
        "UPDATE public.tenants_tenant SET is_active = true",
        "CREATE TABLE public.x (y int)",
        "CREATE ROLE x",
    ],
)
def test_the_app_login_outside_a_company_reaches_no_company(
    statement: str, two_logins: None, companies: object, db: None
) -> None:
    assert refused(statement)
