"""The page of the sign-up, and what it asks the server while it is filled in."""

from typing import Any

import pytest
from django.test import Client

from tests.operations.signup.conftest import FORM

PAGE = "/signup/"


@pytest.mark.parametrize("path", [PAGE, "/signup/address/", "/signup/zone/", "/signup/x/"])
def test_with_sign_up_off_there_is_no_page(public_client: Client, settings: Any, path: str) -> None:
    settings.SIGNUP = "off"
    assert public_client.get(path).status_code == 404
    assert "/signup/" not in public_client.get("/").content.decode()


def test_the_front_page_leads_to_it_only_if_it_is_open(
    public_client: Client, settings: Any
) -> None:
    assert 'href="/signup/"' in public_client.get("/").content.decode()
    settings.SIGNUP = "invite"
    assert 'href="/signup/"' not in public_client.get("/").content.decode()


@pytest.mark.parametrize(
    ("accepted", "country", "words"),
    [("de-AT,en", "AT", "Firma"), ("es", "", "empresa"), ("en-XX", "", "Create your company")],
)
def test_the_page_is_in_the_visitor_s_language_and_guesses_the_country(
    public_client: Client, accepted: str, country: str, words: str
) -> None:
    page = public_client.get(PAGE, headers={"accept-language": accepted}).content.decode()
    assert f'<html lang="{accepted[:2]}"' in page
    assert ('value="AT" selected' in page) == (country == "AT")
    for language in ("en", "de", "es"):
        assert f'name="language" value="{language}"' in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [("cafe-azul", "free"), ("ACME", "Another company"), ("admin", "reserved"), ("é", "lowercase")],
)
def test_the_address_is_checked_while_it_is_typed(
    public_client: Client, typed: str, says: str
) -> None:
    fragment = public_client.get("/signup/address/", {"address": typed}).content.decode()
    assert says in fragment
    assert "Acme Hotels" not in fragment
    assert len(fragment) < 300
    posted = public_client.post(PAGE, FORM | {"address": typed})
    assert ("address" in getattr(posted.context.get("form"), "errors", {})) == (says != "free")


def test_nothing_typed_gets_no_sentence(public_client: Client) -> None:
    assert public_client.get("/signup/address/").content.decode().endswith('role="status"></p>\n')


def test_a_country_with_several_times_asks_for_the_zone(public_client: Client) -> None:
    fragment = public_client.get("/signup/zone/", {"country": "ES"}).content.decode()
    assert "Atlantic/Canary" in fragment
    assert "America/New_York" not in fragment
    for country in ("DE", "XX", ""):
        assert (
            "<select"
            not in public_client.get("/signup/zone/", {"country": country}).content.decode()
        )
    # Without the script the form asks in a second step.
    page = public_client.post(PAGE, FORM | {"country": "ES"})
    assert list(page.context["form"].errors) == ["time_zone"]
    done = public_client.post(PAGE, FORM | {"country": "ES", "time_zone": "Atlantic/Canary"})
    assert "form" not in done.context
    wrong = public_client.post(PAGE, FORM | {"country": "ES", "time_zone": "Europe/Berlin"})
    assert list(wrong.context["form"].errors) == ["time_zone"]
