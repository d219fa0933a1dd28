from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from accounts import addresses
from accounts.models import User
from accounts.requests import NOWHERE
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.conftest import Here
from timetracking.company.onboarding import invite_owner, start_company
from timetracking.models import AuditChain, BreakKind, CompanySettings, Employee, Role


@pytest.fixture
def nothing_yet(in_acme: Tenant) -> Tenant:
    """Acme as it is the moment before."""
    CompanySettings.objects.all().delete()
    AuditChain.objects.all().delete()
    BreakKind.objects.all().delete()
    return in_acme


def test_a_company_starts_with_settings_and_an_invited_owner(
    nothing_yet: Tenant, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        start_company(
            site=nothing_yet, owner_email=" Ana.Perez@Example.com ", time_zone="Europe/Madrid"
        )
    company = CompanySettings.objects.get()
    assert (company.time_zone, company.week_starts_on) == ("Europe/Madrid", 1)
    owner = Employee.objects.get()
    assert (owner.name, owner.email) == ("Ana Perez", "ana.perez@example.com")
    assert (owner.role, owner.status) == (Role.OWNER, "invited")
    assert owner.user == User.objects.get(email="ana.perez@example.com")
    assert [message.to for message in mail.outbox] == [["ana.perez@example.com"]]


def test_without_an_owner_there_are_settings_alone(nothing_yet: Tenant) -> None:
    start_company(site=nothing_yet, owner_email="", time_zone="UTC")
    assert CompanySettings.objects.exists()
    assert not Employee.objects.exists()


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "localtime", "../../etc/passwd"])
def test_an_unknown_zone_is_refused(nothing_yet: Tenant, zone: str) -> None:
    with pytest.raises(ValidationError):
        start_company(site=nothing_yet, owner_email="", time_zone=zone)
    assert not CompanySettings.objects.exists()


@pytest.mark.parametrize("email", ["ana", "a@b", "@", f"{'x' * 250}@example.com"])
def test_what_is_no_address_is_refused(nothing_yet: Tenant, email: str) -> None:
    with pytest.raises(ValidationError):
        start_company(site=nothing_yet, owner_email=email, time_zone="UTC")
    assert not User.objects.exists()


def test_a_company_begins_in_its_own_language(
    nothing_yet: Tenant, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        start_company(
            site=nothing_yet, owner_email="o@example.com", time_zone="Europe/Berlin", language="de"
        )
    assert CompanySettings.objects.get().language == "de"
    assert BreakKind.objects.get().name == "Pause"
    assert "Einladung" in str(mail.outbox[0].subject) + str(mail.outbox[0].body)


def test_an_unknown_language_is_refused(nothing_yet: Tenant) -> None:
    with pytest.raises(ValidationError):
        start_company(site=nothing_yet, owner_email="", time_zone="UTC", language="xx")


def test_provisioning_makes_the_company_usable(fresh_company: Callable[..., Tenant]) -> None:
    tenant = fresh_company("Fresh", owner_email="olga@example.com", time_zone="Asia/Tokyo")
    with tenant_context(tenant):
        assert CompanySettings.objects.get().time_zone == "Asia/Tokyo"
        assert Employee.objects.get().role == Role.OWNER
    assert [message.to for message in mail.outbox] == [["olga@example.com"]]


def test_an_address_that_somebody_may_take_back_is_not_invited(owner: Employee) -> None:
    assert owner.user
    site = Here()
    addresses.set_address(owner.user, "x@example.com", by=owner.user, client=NOWHERE, site=site)
    with pytest.raises(ValidationError, match="they can take it back"):
        invite_owner(site=site, owner_email=" Olga@example.com ", owner_name="Olga", operator="Op")
