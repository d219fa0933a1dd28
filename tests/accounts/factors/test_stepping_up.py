"""People show again that it is them before they change what matters."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from accounts.factors.stepping_up import ask
from accounts.models import User
from tests.accounts.conftest import PASSWORD
from tests.accounts.factors.conftest import NOW, code, options_on
from tests.accounts.factors.software_key import SoftwareKey
from tests.conftest import TenantClient

QUARTER = timedelta(minutes=15)


def change(request: HttpRequest) -> HttpResponse:
    """Do something that matters, and show what was sent."""
    return ask(request) or HttpResponse(",".join(request.POST.getlist("tag")))


urlpatterns = [path("change/", change), path("", include("config.urls"))]


@pytest.fixture
def later(signed_in: TenantClient, clock: time_machine.Traveller) -> TenantClient:
    """Return the browser a quarter of an hour after the sign-in."""
    clock.shift(QUARTER)
    return signed_in


def confirm(client: TenantClient, next_page: str = "/security/app/", **data: str) -> Any:
    sent = {f"confirm-{name}": value for name, value in data.items()}
    return client.post(f"/confirm/?next={next_page}", sent)


def test_nobody_is_asked_just_after_the_sign_in(signed_in: TenantClient) -> None:
    assert signed_in.get("/security/app/").status_code == 200
    assert signed_in.get("/confirm/?next=/security/app/")["Location"] == "/security/app/"


@pytest.mark.parametrize("page", ["/security/app/", "/security/passkey/", "/security/codes/"])
def test_who_signed_in_a_while_ago_confirms_with_the_password(
    later: TenantClient, page: str
) -> None:
    asked = f"/confirm/?next={page.replace('/', '%2F')}"
    assert later.get(page)["Location"] == asked
    assert later.post(page)["Location"] == asked
    assert confirm(later, page, password="eight-wrong-cups").status_code == 422
    assert later.get(page).status_code == 302
    assert confirm(later, page, password=PASSWORD)["Location"] == page
    assert later.get(page).status_code == 200


def test_a_confirmation_lasts_a_quarter_of_an_hour(
    later: TenantClient, clock: time_machine.Traveller
) -> None:
    confirm(later, password=PASSWORD)
    clock.shift(QUARTER - timedelta(seconds=1))
    assert later.get("/security/app/").status_code == 200
    clock.shift(timedelta(seconds=1))
    assert later.get("/security/app/").status_code == 302


def test_who_has_a_factor_confirms_with_it_and_not_with_the_password(
    later: TenantClient, app: list[str]
) -> None:
    assert confirm(later, password=PASSWORD).status_code == 422
    assert confirm(later, code="000000").status_code == 422
    assert confirm(later, code=code(NOW + QUARTER)).status_code == 302
    assert later.get("/security/passkey/").status_code == 200


def test_a_passkey_confirms(later: TenantClient, passkey: SoftwareKey) -> None:
    answer = passkey.sign(options_on(later.get("/confirm/?next=/security/app/")))
    assert confirm(later, passkey=answer).status_code == 302
    assert later.get("/security/app/").status_code == 200


def test_guessing_is_throttled(later: TenantClient) -> None:
    for _ in range(3):
        confirm(later, password="eight-wrong-cups")
    response = confirm(later, password=PASSWORD)
    assert (response.status_code, response["Retry-After"]) == (429, "2")


@pytest.mark.parametrize(
    "typed", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:1", ""]
)
def test_it_leads_to_no_other_host(signed_in: TenantClient, typed: str) -> None:
    assert signed_in.get("/confirm/", {"next": typed})["Location"] == "/home/"


@pytest.mark.urls(__name__)
class TestAForm:
    """A form is held while its author confirms, and then goes on."""

    sent = {"tag": ["a<b", "c"], "new_password1": "secret-secret"}

    def test_it_goes_through_just_after_the_sign_in(self, signed_in: TenantClient) -> None:
        assert signed_in.post("/change/", self.sent).content == b"a<b,c"

    def test_it_is_held_and_sent_again(self, later: TenantClient) -> None:
        page = later.post("/change/", self.sent)
        assert page.status_code == 200
        assert page.context["held"] == [("tag", "a<b"), ("tag", "c")]
        assert "a&lt;b" in page.content.decode()
        assert "secret-secret" not in page.content.decode()
        wrong = later.post("/change/", self.sent | {"confirm-password": "eight-wrong-cups"})
        assert wrong.status_code == 422
        assert wrong.context["held"] == page.context["held"]
        right = later.post("/change/", self.sent | {"confirm-password": PASSWORD})
        assert right.content == b"a<b,c"

    def test_a_factor_is_asked_for_instead(
        self, later: TenantClient, ada: User, passkey: SoftwareKey
    ) -> None:
        page = later.post("/change/", self.sent)
        answer = passkey.sign(options_on(page))
        assert later.post("/change/", self.sent | {"confirm-password": PASSWORD}).status_code == 422
        stale = later.post("/change/", self.sent | {"confirm-passkey": answer})
        assert stale.status_code == 422
        fresh = passkey.sign(options_on(stale))
        right = later.post("/change/", self.sent | {"confirm-passkey": fresh})
        assert right.content == b"a<b,c"


@pytest.mark.parametrize("page", ["/address/", "/password/change/"])
def test_pages_that_ask_for_the_password_ask_for_the_factor_before(
    later: TenantClient, page: str, request: pytest.FixtureRequest
) -> None:
    assert later.get(page).status_code == 200
    request.getfixturevalue("app")
    asked = f"/confirm/?next={page.replace('/', '%2F')}"
    assert later.get(page)["Location"] == asked
    assert later.post(page, {"email": "a@b.example", "password": PASSWORD})["Location"] == asked
    assert confirm(later, page, code=code(NOW + QUARTER))["Location"] == page
    assert later.get(page).status_code == 200
