"""Pairing a tablet: codes, the cookie, and the managers' list of kiosks."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tenants.context import tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, asks, text_of
from tests.timetracking.kiosk.tablet import code_at, pair
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.kiosk import pairing as kiosks
from timetracking.kiosk.errors import CodeRevoked, KioskClosed
from timetracking.kiosk.requests import KIOSK_COOKIE
from timetracking.models import AuditLine, Employee, Kiosk, Location, Role
from timetracking.staff.employees import deactivate


@pytest.fixture
def bar(ana: Employee) -> Location:
    return place("Bar", ana)


@pytest.fixture
def tablet(acme: Tenant, bar: Location, owner: Employee) -> TenantClient:
    client = TenantClient(acme)
    assert pair(client, code_at(bar, owner))["Location"] == "/kiosk/"
    return client


def refused(tablet: TenantClient) -> bool:
    answer = tablet.get("/kiosk/state/")
    return answer.status_code == 403 and answer.json()["paired"] is False


def test_a_code_has_no_look_alikes_and_is_kept_hashed(bar: Location, owner: Employee) -> None:
    code = code_at(bar, owner)
    assert re.fullmatch("[2-9A-HJKMNP-Z]{8}", code)
    assert code not in str(list(Kiosk.objects.values())) + str(list(AuditLine.objects.values()))


def test_the_code_of_a_manager_who_has_left_is_withdrawn(
    acme: Tenant, bar: Location, owner: Employee, manager: Employee
) -> None:
    code = code_at(bar, manager)
    deactivate(manager, by=Author(owner), now=NOW)
    answer = pair(TenantClient(acme), code)
    assert answer.status_code == 422
    assert "withdrawn" in text_of(answer)


def test_a_manager_pairs_a_tablet(
    acme: Tenant, bar: Location, owner: Employee, browse: Browse
) -> None:
    client = browse(owner)
    response = client.post("/kiosks/pair/", {"name": "Door", "location": bar.pk})
    code = response.context["code"]
    assert code in text_of(response)
    assert b"data:image/svg+xml" in response.content
    assert b"style=" not in response.content
    assert "waiting for its code" in text_of(client.get("/kiosks/"))
    tablet = TenantClient(acme)
    page = tablet.get("/kiosk/", {"code": code})
    assert f'value="{code}"' in page.content.decode()
    assert "X-Kept" not in page
    # As people type it.
    assert pair(tablet, f" {code.lower()} ").status_code == 303
    page = tablet.get("/kiosk/")
    assert "Bar" in text_of(page)
    assert "X-Kept" in page
    lines = AuditLine.objects.filter(subject="kiosk").order_by("number")
    assert [(line.act, line.origin, line.actor) for line in lines] == [
        ("created", "web", owner),
        ("changed", "kiosk", owner),
    ]


def test_the_cookie_is_the_host_s_alone_and_out_of_scripts_reach(tablet: TenantClient) -> None:
    cookie = tablet.cookies[KIOSK_COOKIE]
    assert (cookie["httponly"], cookie["domain"], cookie["path"]) == (True, "", "/")
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 400 * 86_400
    kiosk = Kiosk.objects.get()
    secret = cookie.value.split(":")[0].split(".")[1]
    assert len(secret) == 43  # 256 bits
    assert secret not in kiosk.secret_hash
    assert len(kiosk.secret_hash) == 64


def test_a_code_is_good_once(acme: Tenant, bar: Location, owner: Employee) -> None:
    code = code_at(bar, owner)
    pair(TenantClient(acme), code)
    again = TenantClient(acme)
    response = pair(again, code)
    assert response.status_code == 422
    assert "This code has already been used" in text_of(response)
    assert refused(again)


def test_a_code_expires(
    acme: Tenant, bar: Location, owner: Employee, clock: time_machine.Traveller
) -> None:
    code = code_at(bar, owner)
    clock.shift(timedelta(minutes=10))
    assert "This code has expired" in text_of(pair(TenantClient(acme), code))


def test_a_withdrawn_code_says_so(
    acme: Tenant, bar: Location, owner: Employee, browse: Browse
) -> None:
    code = code_at(bar, owner)
    browse(owner).post(f"/kiosks/{Kiosk.objects.get().pk}/revoke/")
    assert "A manager has withdrawn this code" in text_of(pair(TenantClient(acme), code))


def test_a_code_of_another_company_is_not_known(
    corgicafe: Tenant, bar: Location, owner: Employee
) -> None:
    response = pair(TenantClient(corgicafe), code_at(bar, owner))
    assert response.status_code == 422
    assert "We do not recognize this code" in text_of(response)


@pytest.mark.parametrize("code", ["", "ABCD-2345", "x" * 41, "\0", "Ä" * 8])
def test_a_wrong_code_is_refused(acme: Tenant, bar: Location, code: str) -> None:
    response = pair(TenantClient(acme), code)
    assert response.status_code == 422
    assert response.context["form"].errors["code"]


def test_guessing_codes_is_slowed(acme: Tenant, bar: Location, owner: Employee) -> None:
    tablet = TenantClient(acme)
    for _ in range(5):
        pair(tablet, "ABCD2345")
    response = pair(tablet, code_at(bar, owner))
    assert (response.status_code, response["Retry-After"]) == (429, "2")
    assert "Too many wrong codes" in text_of(response)


@pytest.mark.django_db
def test_a_kiosk_of_another_company_is_none_here(acme: Tenant, corgicafe: Tenant) -> None:
    """Even with a kiosk of the same number and secret."""
    mine, foreign = TenantClient(acme), TenantClient(corgicafe)
    for tenant in (acme, corgicafe):
        with tenant_context(tenant):
            olga = Employee.objects.create(pk=77, name="Olga", role=Role.OWNER)
            hall = Location.objects.create(pk=77, name="Hall")
            if tenant == acme:
                pair(
                    mine,
                    kiosks.create_kiosk("A", hall, manager=olga, by=Author(), now=timezone.now())[
                        1
                    ],
                )
                row = Kiosk.objects.values().get()
            else:
                Kiosk.objects.create(**row)
    foreign.cookies.load({KIOSK_COOKIE: mine.cookies[KIOSK_COOKIE].value})
    assert refused(foreign)
    assert not refused(mine)


@pytest.mark.parametrize("value", ["1.secret", "", "x", "1.secret:1vAAAA:garbage"])
def test_a_made_up_cookie_is_no_kiosk(acme: Tenant, bar: Location, value: str) -> None:
    client = TenantClient(acme)
    client.cookies.load({KIOSK_COOKIE: value})
    assert refused(client)
    assert "Pair this tablet" in text_of(client.get("/kiosk/"))


def test_another_secret_is_refused(tablet: TenantClient) -> None:
    Kiosk.objects.update(secret_hash="0" * 64)
    assert refused(tablet)


def test_a_revoked_kiosk_is_refused_at_once(
    tablet: TenantClient, owner: Employee, browse: Browse
) -> None:
    client, kiosk = browse(owner), Kiosk.objects.get()
    assert "stops working at once" in text_of(client.get(f"/kiosks/{kiosk.pk}/revoke/"))
    assert not refused(tablet)
    assert client.post(f"/kiosks/{kiosk.pk}/revoke/").status_code == 303
    for path in ("identify", "punch"):
        assert tablet.post(f"/kiosk/{path}/").status_code == 403
    assert refused(tablet)
    assert "Pair this tablet" in text_of(tablet.get("/kiosk/"))
    assert "Door" not in text_of(client.get("/kiosks/")).replace("Door is no longer a kiosk", "")
    assert client.get(f"/kiosks/{kiosk.pk}/").status_code == 404
    kiosk.refresh_from_db()
    assert kiosk.secret_hash == ""
    after = AuditLine.objects.latest("number").after
    assert after is not None
    assert after["revoked_at"]


def test_a_kiosk_s_cookie_opens_nothing_else(tablet: TenantClient) -> None:
    for path in ("/", "/today/", "/people/", "/kiosks/", "/timesheet/"):
        assert tablet.get(path)["Location"].startswith("/login/")


def test_a_person_s_session_is_no_kiosk(owner: Employee, browse: Browse) -> None:
    assert refused(browse(owner))


def test_its_use_is_noted_once_a_minute(
    tablet: TenantClient, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(seconds=59))
    with asks(5):  # kiosk; open shifts, people; settings, kinds of break
        tablet.get("/kiosk/state/")
    assert Kiosk.objects.get().last_used_at == NOW
    clock.shift(timedelta(seconds=1))
    with asks(6):
        tablet.get("/kiosk/state/")
    assert Kiosk.objects.get().last_used_at == NOW + timedelta(minutes=1)


def test_a_kiosk_is_renamed(tablet: TenantClient, owner: Employee, browse: Browse) -> None:
    client, path = browse(owner), f"/kiosks/{Kiosk.objects.get().pk}/"
    assert client.post(path, {"name": "--"}).status_code == 422
    assert client.post(path, {"name": "Kitchen"}).status_code == 303
    assert "Kitchen" in text_of(client.get("/kiosks/"))


def test_the_list_says_where_when_and_by_whom(
    tablet: TenantClient, owner: Employee, browse: Browse
) -> None:
    client = browse(owner)
    text = text_of(client.get("/kiosks/"))
    assert "paired 18 November 2026 by Olga" in text
    assert "last used 18 November 2026, 13:00" in text
    # session, user, employee, company; inbox, PINs, locations, awaiting, paired; what waits
    with asks(12):
        client.get("/kiosks/")


def test_a_limited_manager_has_the_kiosks_of_their_locations(
    tablet: TenantClient, manager: Employee, bar: Location, browse: Browse
) -> None:
    cafe = place("Café", manager)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    client, kiosk = browse(manager), Kiosk.objects.get()
    assert "Door" not in text_of(client.get("/kiosks/"))
    for path in (f"/kiosks/{kiosk.pk}/", f"/kiosks/{kiosk.pk}/revoke/"):
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "Mine"}).status_code == 404
    response = client.post("/kiosks/pair/", {"name": "Mine", "location": bar.pk})
    assert response.status_code == 422
    response = client.post("/kiosks/pair/", {"name": "Mine", "location": cafe.pk})
    assert response.context["kiosk"].location == cafe


def test_members_have_no_kiosks(ana: Employee, browse: Browse) -> None:
    assert browse(ana).get("/kiosks/").status_code == 403


def test_without_a_location_there_is_none_to_stand_at(manager: Employee, browse: Browse) -> None:
    client = browse(manager)
    assert "add one first" in text_of(client.get("/kiosks/"))
    assert "no location is open" in text_of(client.get("/kiosks/pair/"))


def test_a_closed_location_gets_no_kiosk(bar: Location, owner: Employee) -> None:
    bar.is_active = False
    with pytest.raises(KioskClosed):
        code_at(bar, owner)


def test_a_code_is_worth_nothing_once_whoever_made_it_is_no_manager(
    bar: Location, manager: Employee
) -> None:
    _, code = kiosks.create_kiosk("Door", bar, manager=manager, by=Author(manager), now=NOW)
    Employee.objects.filter(pk=manager.pk).update(role=Role.MEMBER)
    with pytest.raises(CodeRevoked):
        kiosks.pair(code, now=NOW + timedelta(minutes=1), address="")
