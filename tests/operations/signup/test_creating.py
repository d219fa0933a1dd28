"""The link in the mail: it makes the company, whole or not at all, and signs the owner in once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.db import connections
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.requests import NOWHERE
from operations.models import SignUp
from operations.signup import asking, creating
from operations.signup.addresses import State
from operations.signup.asking import Wish
from operations.signup.errors import AlreadyCreated
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import is_signed_in
from tests.conftest import TenantClient
from tests.operations.signup.conftest import NEW_PASSWORD, asked_for, path_of
from timetracking.models import CompanySettings, Employee


def company_at(address: str) -> Tenant:
    return Tenant.objects.get(subdomain=address)


def follow(link: str, tenant: Tenant) -> tuple[TenantClient, Any]:
    browser = TenantClient(tenant)
    return browser, browser.get(link.removeprefix(tenant.base_url))


def test_the_link_creates_the_company_and_signs_the_owner_in_once(
    visitor: TenantClient, wish: Wish, mailoutbox: list[EmailMessage]
) -> None:
    sign_up = asked_for(wish)
    assert wish.address in visitor.get(path_of(sign_up)).content.decode()
    assert not Tenant.objects.filter(subdomain=wish.address).exists()  # a look creates nothing
    response = visitor.post(path_of(sign_up), NEW_PASSWORD)
    assert response.status_code == 302
    assert response["Referrer-Policy"] == "no-referrer"
    tenant = company_at(wish.address)
    link = response["Location"]
    assert link.startswith(f"{tenant.base_url}/welcome/")
    # A look by a program that reads addresses does not use it up.
    assert TenantClient(tenant).head(link.removeprefix(tenant.base_url)).status_code == 405
    owner, handed_over = follow(link, tenant)
    assert (handed_over.status_code, handed_over["Location"]) == (302, "/home/")
    assert handed_over["Referrer-Policy"] == "no-referrer"
    today = owner.get("/home/", follow=True)
    assert today.request["PATH_INFO"] == "/today/"
    assert "first-steps" in today.content.decode()
    with tenant_context(tenant):
        settings = CompanySettings.objects.get()
        ana = Employee.objects.get()
        assert (settings.time_zone, settings.language, settings.currency) == (
            "Europe/Vienna",
            "de",
            "EUR",
        )
        assert (ana.name, ana.language, ana.has_accepted) == ("Ana", "es", True)
        assert SecurityEvent.objects.filter(event="company_added", actor=ana.user_id).exists()
    assert SecurityEvent.objects.filter(detail__by="sign-up").exists()
    assert not mailoutbox
    # Whoever finds it later has nothing.
    stranger, again = follow(link, tenant)
    assert again.status_code == 403
    assert not is_signed_in(stranger)
    # The link in the mail leads to the company from now on, and names nobody.
    page = visitor.post(path_of(sign_up), NEW_PASSWORD)
    assert f'href="{tenant.base_url}/"' in page.content.decode()
    assert "ana" not in page.content.decode()
    assert SignUp.objects.get().facts == ""


def test_the_hand_over_ends_after_a_minute_and_the_password_remains(
    visitor: TenantClient, wish: Wish
) -> None:
    link = visitor.post(path_of(asked_for(wish)), NEW_PASSWORD)["Location"]
    tenant = company_at(wish.address)
    with time_machine.travel(timezone.now() + timedelta(seconds=62)):
        browser, late = follow(link, tenant)
        assert late.status_code == 403
        assert "password you have just chosen" in late.content.decode()
        form = {"username": wish.owner_email, "password": NEW_PASSWORD["new_password1"]}
        assert browser.post("/login/", form).status_code == 302


def test_a_link_that_expired_or_was_altered_creates_nothing(
    visitor: TenantClient, wish: Wish
) -> None:
    path = path_of(asked_for(wish))
    altered = path[:-3] + "x/"
    gone = asked_for(wish)
    SignUp.objects.filter(pk=gone.pk).delete()
    with time_machine.travel(timezone.now() + asking.VALID_FOR + timedelta(seconds=1)):
        responses = [visitor.post(path, NEW_PASSWORD)]
    responses += [visitor.post(wrong, NEW_PASSWORD) for wrong in (altered, path_of(gone))]
    assert [response.status_code for response in responses] == [403] * 3
    assert not Tenant.objects.filter(subdomain=wish.address).exists()


@pytest.mark.parametrize("password", ["short", "1234567890", ""])
def test_a_poor_password_is_refused_and_the_link_still_works(
    visitor: TenantClient, wish: Wish, password: str
) -> None:
    path = path_of(asked_for(wish))
    page = visitor.post(path, {"new_password1": password, "new_password2": password})
    assert page.context["form"].errors
    assert not Tenant.objects.filter(subdomain=wish.address).exists()
    assert visitor.get(path).status_code == 200


def test_what_a_newer_release_refuses_is_no_error_page(visitor: TenantClient, wish: Wish) -> None:
    page = visitor.post(path_of(asked_for(replace(wish, country="ZZ"))), NEW_PASSWORD)
    assert "Nothing is lost" in page.content.decode()
    assert not Tenant.objects.filter(subdomain=wish.address).exists()


def test_if_the_address_was_taken_in_the_meantime_another_is_asked_for(
    visitor: TenantClient, wish: Wish, fresh_company: Any
) -> None:
    path = path_of(asked_for(wish))
    fresh_company(subdomain=wish.address)
    assert "taken the address" in visitor.get(path).content.decode()
    for address in ("", "admin", wish.address):
        page = visitor.post(path, NEW_PASSWORD | {"address": address})
        assert list(page.context["form"].errors) == ["address"]
    other = f"{wish.address}-2"
    assert visitor.post(path, NEW_PASSWORD | {"address": other}).status_code == 302
    assert company_at(other).name == wish.name


def test_if_the_address_is_taken_at_the_last_moment_the_form_asks(
    visitor: TenantClient, wish: Wish, fresh_company: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = path_of(asked_for(wish))
    # As it was when the form was checked.
    monkeypatch.setattr("operations.signup.views.state_of", lambda address: State.FREE)
    fresh_company(subdomain=wish.address)
    page = visitor.post(path, NEW_PASSWORD)
    assert list(page.context["form"].errors) == ["address"]
    assert SignUp.objects.get().company == ""


def test_a_slug_that_another_company_has_is_no_obstacle(
    visitor: TenantClient, wish: Wish, fresh_company: Any
) -> None:
    slug = wish.address.replace("-", "_")
    fresh_company(slug=slug, subdomain=f"{wish.address}-old")
    assert visitor.post(path_of(asked_for(wish)), NEW_PASSWORD).status_code == 302
    assert company_at(wish.address).slug == f"{slug}_2"


def test_of_two_tabs_one_creates_the_company(visitor: TenantClient, wish: Wish) -> None:
    token = path_of(asked_for(wish)).split("/")[-2]

    def create() -> object:
        try:
            with public_context():
                return creating.create(token, password="blackbird-42-sings", client=NOWHERE)
        except AlreadyCreated as error:
            return error.url
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        results = [future.result(60) for future in [pool.submit(create) for _ in range(2)]]
    assert Tenant.objects.filter(subdomain__startswith=wish.address).count() == 1
    assert f"{company_at(wish.address).base_url}/" in results


def test_killed_in_the_middle_there_is_no_half_company(
    visitor: TenantClient, wish: Wish, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, token = path_of(asked_for(wish)), ""
    token = path.split("/")[-2]

    def die(*args: Any) -> str:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(creating, "_hand_over", die)  # the last step of all
        creating.create(token, password="blackbird-42-sings", client=NOWHERE)
    assert not Tenant.objects.filter(subdomain=wish.address).exists()
    assert visitor.post(path, NEW_PASSWORD).status_code == 302
    assert company_at(wish.address).slug == wish.address.replace("-", "_")


def test_after_the_door_was_closed_a_link_needs_an_invitation(
    visitor: TenantClient, wish: Wish, settings: Any
) -> None:
    path, invited = path_of(asked_for(wish)), path_of(asked_for(wish, invitation="1"))
    settings.SIGNUP = "invite"
    assert visitor.post(path, NEW_PASSWORD).status_code == 403
    assert visitor.get(invited).status_code == 200
    settings.SIGNUP = "off"
    assert visitor.get(invited).status_code == 404


def test_a_company_behind_another_key_is_refused_with_a_sentence(
    visitor: TenantClient, wish: Wish
) -> None:
    sign_up = asked_for(wish)
    SignUp.objects.update(facts="gAAAA of another key")
    assert visitor.get(path_of(sign_up)).status_code == 403
    assert sign_up.keep_until > datetime(2026, 1, 1, tzinfo=UTC)
