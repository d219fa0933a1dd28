"""Tablets and passkeys belong to a host: what works at a company's own domain, and what elsewhere.

A company that moves there has a way in for everybody, and a sentence that names it.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from accounts.factors import recovery
from accounts.models import User
from tenants import domains
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import is_signed_in, sign_in
from tests.accounts.factors.conftest import key_for, options_on, register
from tests.conftest import TenantClient
from tests.timetracking.kiosk.tablet import PIN, pair, states, tap
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.kiosk import pairing, pins
from timetracking.models import Employee, Location, Role, WorkLog
from timetracking.trail.recording import recorded

NAME, EMAIL, PASSWORD = "zeit.cafe-azul.es", "ada@azul.example", "seven-green-teapots"
STEP = "/login/second-step/"


@pytest.fixture
def azul(fresh_company: Callable[..., Tenant]) -> Tenant:
    """Return a company with an owner and a place of work, at its address below the base domain."""
    made = fresh_company(name="Azul", subdomain="azul", time_zone="Europe/Madrid")
    with tenant_context(made):
        user = User.objects.create_user(EMAIL, PASSWORD, name="Ada")
        for person in (
            Employee(name="Ada", email=EMAIL, user=user, role=Role.OWNER),
            Employee(name="Ben"),
        ):
            with recorded(person, by=Author(origin="test")):
                person.save()
        place("Bar", *Employee.objects.all())
    return made


def move(company: Tenant) -> None:
    """Make the domain the main address."""
    claim, _ = domains.claim(company, NAME)
    domains.confirm(claim)
    domains.make_main(company, NAME)


def browser(company: Tenant, host: str = NAME) -> TenantClient:
    """Return a browser at one of the company's addresses."""
    return TenantClient(company, headers={"host": host})


def test_a_tablet_is_paired_and_used_at_the_company_s_own_domain(azul: Tenant) -> None:
    move(azul)
    manager = browser(azul)
    with tenant_context(azul):
        ben, bar = Employee.objects.get(name="Ben"), Location.objects.get()
        pins.set_pin(ben, PIN, by=Author())
        manager.force_login(User.objects.get())
    shown = manager.post("/kiosks/pair/", {"name": "Door", "location": bar.pk})
    assert shown.context["address"] == f"http://{NAME}:8000/kiosk/"
    tablet = browser(azul)
    assert pair(tablet, shown.context["code"])["Location"] == "/kiosk/"
    assert {cookie["domain"] for cookie in tablet.cookies.values()} == {""}  # of this host alone
    with tenant_context(azul):
        assert tap(tablet, ben, "in").status_code == 200
        assert states(tablet)["Ben"] == "in"
        assert WorkLog.objects.get(employee=ben).check_out is None
    # At the company's other address it is told where to go, and nothing is lost unsaid.
    other = browser(azul, azul.own_host)
    other.cookies = tablet.cookies
    assert other.get("/kiosk/")["Location"] == f"http://{NAME}:8000/kiosk/"
    json = {"accept": "application/json"}
    for answer in (
        other.post("/kiosk/punch/", {"action": "out"}, headers=json),
        other.get("/kiosk/state/", headers=json),  # from which a tablet shows the sentence
    ):
        assert answer.status_code == 410
        assert answer["Content-Type"] == "application/problem+json"
        assert f"a new address: http://{NAME}:8000/. Go on there" in answer.json()["detail"]


def test_a_tablet_of_the_address_before_is_a_stranger_until_it_is_paired_anew(
    azul: Tenant,
) -> None:
    with tenant_context(azul):
        ada = Employee.objects.get(name="Ada")
        codes = [code_of(ada) for _ in range(2)]
    tablet = browser(azul, azul.own_host)
    assert pair(tablet, codes[0])["Location"] == "/kiosk/"
    move(azul)
    # Browsers send the cookie of a host to no other one.
    anew = browser(azul)
    answer = anew.get("/kiosk/state/")
    assert (answer.status_code, answer.json()["paired"]) == (403, False)
    assert pair(anew, codes[1])["Location"] == "/kiosk/"
    assert anew.get("/kiosk/state/").status_code == 200


def code_of(manager: Employee) -> str:
    bar, now = Location.objects.get(), timezone.now()
    return pairing.create_kiosk("Door", bar, manager=manager, by=Author(manager), now=now)[1]


def test_a_passkey_of_the_address_before_leads_to_a_code_and_to_a_new_passkey(
    azul: Tenant,
) -> None:
    with tenant_context(azul):
        user = User.objects.get()
        before = register(user, azul, now=timezone.now())
        codes = recovery.make_codes(user)
    move(azul)
    client = browser(azul)
    assert sign_in(client, PASSWORD, email=EMAIL)["Location"] == STEP
    page = client.get(STEP)
    assert "works only at the address where it was added" in text_of(page)
    answer = before.sign(options_on(page))  # as of the old address, where its browser would be
    assert client.post(STEP, {"code": "", "passkey": answer}).status_code == 422
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": codes[0]})["Location"] == "/home/"
    new, adding = key_for(azul), client.get("/security/passkey/")
    assert new.host == NAME
    sent = {"name": "New", "passkey": new.make(options_on(adding))}
    assert client.post("/security/passkey/", sent).status_code < 400
    client.post("/logout/")
    sign_in(client, PASSWORD, email=EMAIL)
    answer = new.sign(options_on(client.get(STEP)))
    assert client.post(STEP, {"code": "", "passkey": answer})["Location"] == "/home/"
    assert is_signed_in(client)


def text_of(page: Any) -> str:
    return " ".join(page.content.decode().split())
