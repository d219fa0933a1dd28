"""What commands print of companies is one line that a terminal only shows."""

from io import StringIO

from django.core.management import call_command
from django.db import DataError

from tenants.exceptions import NoTenantError
from tenants.management.printing import kind_of, one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def test_a_text_becomes_one_line_without_control_characters() -> None:
    assert one_line("Caf\u00e9\nother: intact\r\n\x1b[2J \u202etxet\u2028.") == (
        "Caf\u00e9 other: intact ?[2J ?txet ."
    )


def test_an_error_is_printed_by_its_kind() -> None:
    error = DataError("timestamp too large: '20000-01-01'")
    assert kind_of(error) == "DataError"
    error.__cause__ = ValueError("ana@example.com")
    assert kind_of(error) == "DataError (ValueError)"
    assert kind_of(NoTenantError("Enter\none.")) == "Enter one."


def test_the_name_of_a_company_is_no_line_of_the_list(acme: Tenant, committed: None) -> None:
    tenants = Tenant.objects.using(OWNER_ALIAS).filter(pk=acme.pk)
    tenants.update(name="Acme\nother  served\x1b[2J")
    try:
        out = StringIO()
        call_command("list_tenants", stdout=out)
        assert "Acme other served?[2J\n" in out.getvalue()
    finally:
        tenants.update(name=acme.name)
