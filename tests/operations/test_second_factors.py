"""An operator removes someone's second factor: by the command, or from a colleague's entry."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.factors import recovery, totp
from accounts.models import Authenticator, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.accounts.conftest import PASSWORD, commit_now

__all__ = ["commit_now"]

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def protect(user: User) -> None:
    totp.add_app(user, secret=SECRET, step=0, now=timezone.now())
    recovery.make_codes(user)


def run(*args: str) -> str:
    out = StringIO()
    call_command("remove_second_factor", *args, stdout=out)
    return out.getvalue()


def test_an_operator_s_is_removed_and_mailed(
    operator: User, mailoutbox: list[Any], commit_now: Any
) -> None:
    protect(operator)
    with commit_now():
        assert "just the password" in run(" OLGA@example.com ")
    assert not operator.authenticators.exists()
    assert [mail.to for mail in mailoutbox] == [[operator.email]]


def test_someone_s_at_a_company_is_removed_there_alone(
    acme: Tenant, corgicafe: Tenant, ada: User, operator: User
) -> None:
    with tenant_context(acme):
        protect(ada)
    with tenant_context(corgicafe):
        namesake = User.objects.create_user(ada.email)
        protect(namesake)
    run(ada.email, "--company", acme.slug)
    with tenant_context(acme):
        assert not Authenticator.objects.exists()
    with tenant_context(corgicafe):
        assert Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (["nobody@example.com"], "Nobody signs in"),
        (["olga@example.com"], "no second factor"),
        (["olga@example.com", "--company", "atlantis"], 'No tenant "atlantis"'),
        (["olga@example.com", "--company", "a\0b\udcff\x1b[2J"], r'No tenant "a\?b\?\?\[2J"'),
        (["a\0b\udcff\x1b[2J@example.com"], r"a\?b\?\?\[2j@example.com is no e-mail address"),
    ],
)
def test_what_cannot_be_done_is_said(operator: User, args: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        run(*args)


def test_a_company_s_name_cannot_mislead_who_reads_the_refusal(
    fresh_company: Callable[..., Tenant],
) -> None:
    company = fresh_company()
    named = Tenant.objects.using(OWNER_ALIAS).filter(pk=company.pk)
    named.update(name="Ac\nme\x1b[2J")
    with pytest.raises(CommandError, match=r"at Ac me\?\[2J\.$"):
        run("nobody@example.com", "--company", company.slug)


def test_the_admin_removes_a_colleague_s_and_never_one_s_own(
    public_client: Client, operator: User, db: None
) -> None:
    other = User.objects.create_superuser("otto@example.com", PASSWORD)
    for user in (operator, other):
        protect(user)
    public_client.force_login(operator)
    assert "Second factor" in public_client.get("/admin/accounts/user/").content.decode()
    data = {"action": "remove_second_factor", "_selected_action": [operator.pk, other.pk]}
    public_client.post("/admin/accounts/user/", data)
    assert operator.authenticators.exists()
    assert not other.authenticators.exists()


@pytest.mark.parametrize(
    "path",
    [
        "/admin/accounts/user/add/",
        "/admin/accounts/user/{0}/change/",
        "/admin/accounts/user/{0}/password/",
        "/admin/tenants/tenant/add/",
        "/admin/tenants/tenant/invite/",
    ],
)
def test_operators_and_companies_are_changed_after_a_confirmation(
    public_client: Client, operator: User, path: str
) -> None:
    # Of another operator: one's own password has a page of its own.
    path = path.format(User.objects.create_superuser("otto@example.com", PASSWORD).pk)
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False) as clock:
        public_client.force_login(operator)
        assert public_client.get(path).status_code == 200
        clock.shift(timedelta(minutes=15))
        for response in (public_client.get(path), public_client.post(path, {"email": "x@y.zz"})):
            assert response["Location"].startswith("/confirm/?next=%2Fadmin%2F")
        action = {"action": "remove_second_factor", "_selected_action": [operator.pk]}
        for page in ("/admin/accounts/user/", "/admin/jobs/job/"):
            assert public_client.post(page, action)["Location"].startswith("/confirm/")
        public_client.post("/confirm/?next=/admin/", {"confirm-password": PASSWORD})
        assert public_client.get(path).status_code == 200
