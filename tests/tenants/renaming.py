"""Python of a migration that renames the staff."""

from typing import Any

from django.db import connections

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.tenants.migrating import sql


def set_names(apps: Any, editor: Any) -> None:
    employees = apps.get_model("timetracking", "Employee").objects.using(editor.connection.alias)
    for employee in employees.all():
        employee.name = f"{employee.name} of {editor.connection.alias}"
        employee.save()


def unset_names(apps: Any, editor: Any) -> None:
    apps.get_model("timetracking", "Employee").objects.using(editor.connection.alias).update(
        name="unset"
    )


def add_employee(company: Tenant, name: str) -> None:
    with tenant_context(company):
        sql_as_company = connections["default"].cursor()
        sql_as_company.execute(
            "INSERT INTO employees (name, email, role, is_active, created_at)"
            " VALUES (%s, '', 'member', true, now())",
            [name],
        )


def names(company: Tenant) -> list[str]:
    return [name for (name,) in sql(f"SELECT name FROM {company.schema_name}.employees")]
