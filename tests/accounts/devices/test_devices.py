"""Where one is signed in: the list, ending one session or all others, and how long they last."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.devices.listing import devices_of, end_device
from accounts.models import Session, User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import PASSWORD, is_signed_in, sign_in
from tests.conftest import TenantClient
from timetracking.models import CompanySettings

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0"


@pytest.fixture(autouse=True)
def clock() -> Any:
    """Stop the clock."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def here(acme_client: TenantClient, ada: User) -> TenantClient:
    """Return a browser in which Ada is signed in."""
    sign_in(acme_client)
    return acme_client


@pytest.fixture
def phone(acme: Tenant, here: TenantClient) -> TenantClient:
    """Return Ada's phone, on which she has signed in from elsewhere."""
    client = TenantClient(acme, headers={"user-agent": PHONE})
    sign_in(client, address="203.0.113.7")
    return client


def listed(client: TenantClient) -> list[Any]:
    return list(client.get("/security/").context["devices"])


def test_each_session_is_listed_with_device_place_and_time(
    here: TenantClient, phone: TenantClient
) -> None:
    mine, other = listed(here)
    assert (mine.is_current, other.is_current) == (True, False)
    assert (other.name, other.address, other.seen_at) == ("Firefox, Android", "203.0.113.7", NOW)
    assert listed(phone)[0].name == "Firefox, Android"


def test_the_page_holds_no_key_of_a_session(here: TenantClient, phone: TenantClient) -> None:
    page = here.get("/security/").content.decode()
    for client in (here, phone):
        assert client.cookies["sessionid"].value not in page


def test_one_session_is_ended(here: TenantClient, phone: TenantClient) -> None:
    ref = listed(here)[1].ref
    assert here.post("/security/devices/end/", {"device": ref})["Location"] == "/security/"
    assert not is_signed_in(phone)
    assert is_signed_in(here)
    assert len(listed(here)) == 1


def test_all_others_are_ended_with_mailed_links_and_half_sign_ins(
    here: TenantClient, phone: TenantClient, acme: Tenant, ada: User
) -> None:
    before = ada.get_session_auth_hash()
    here.post("/security/devices/end-others/")
    assert not is_signed_in(phone)
    assert is_signed_in(here)
    assert len(listed(here)) == 1
    with tenant_context(acme):
        ada.refresh_from_db()
    assert ada.get_session_auth_hash() != before


def test_nobody_ends_a_colleague_s_session(here: TenantClient, acme: Tenant) -> None:
    colleague = TenantClient(acme)
    with tenant_context(acme):
        otto = User.objects.create_user("otto@example.com", PASSWORD)
    colleague.force_login(otto)
    with tenant_context(acme):
        ref = devices_of(otto, current=None, now=NOW)[0].ref
        assert not end_device(User.objects.get(email="ada@example.com"), ref)
    here.post("/security/devices/end/", {"device": ref})
    here.post("/security/devices/end-others/")
    assert is_signed_in(colleague)


@pytest.mark.parametrize("ref", ["", "x", "0" * 32, "\x00"])
def test_what_is_no_session_ends_none(here: TenantClient, phone: TenantClient, ref: str) -> None:
    assert here.post("/security/devices/end/", {"device": ref}).status_code == 303
    assert is_signed_in(phone)


def test_sessions_that_ended_otherwise_are_not_listed(
    here: TenantClient, phone: TenantClient, acme: Tenant, ada: User
) -> None:
    new = "twelve-blue-spoons"
    data = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    here.post("/password/change/", data)
    assert len(listed(here)) == 1
    with tenant_context(acme):
        assert Session.objects.filter(user=ada).count() == 1


def test_use_is_noted_once_in_five_minutes(
    here: TenantClient, acme: Tenant, clock: time_machine.Traveller
) -> None:
    def updates() -> int:
        with CaptureQueriesContext(connection) as captured:
            here.get("/security/", REMOTE_ADDR="203.0.113.9")
        return sum("UPDATE" in query["sql"] for query in captured)

    assert updates() == 0
    clock.shift(timedelta(minutes=4, seconds=59))
    assert updates() == 0
    clock.shift(timedelta(seconds=1))
    assert updates() == 1
    assert updates() == 0
    assert (listed(here)[0].seen_at, listed(here)[0].address) == (
        NOW + timedelta(minutes=5),
        "203.0.113.9",
    )


def test_a_session_ends_when_it_was_idle_for_as_long_as_the_company_says(
    here: TenantClient, acme: Tenant, clock: time_machine.Traveller
) -> None:
    with tenant_context(acme):
        CompanySettings.objects.update(idle_minutes=30)
    for _ in range(3):
        clock.shift(timedelta(minutes=29))
        assert here.get("/security/").status_code == 200
    clock.shift(timedelta(minutes=30))
    assert here.get("/security/")["Location"] == "/login/?next=/security/"
    clock.shift(timedelta(minutes=-30))
    assert not is_signed_in(here)


def test_a_session_ends_thirty_days_after_the_sign_in(
    here: TenantClient, clock: time_machine.Traveller
) -> None:
    for _ in range(3):
        clock.shift(timedelta(days=9, hours=23))
        assert here.get("/security/").status_code == 200
    clock.shift(timedelta(hours=3))
    assert here.get("/security/").status_code == 302


class TestOperators:
    """They sign in for a task, and not for the day."""

    @pytest.fixture
    def desk(self, public_client: TenantClient, operator: User) -> TenantClient:
        public_client.force_login(operator)
        return public_client

    def test_idle_for_half_an_hour(self, desk: TenantClient, clock: time_machine.Traveller) -> None:
        clock.shift(timedelta(minutes=29))
        assert desk.get("/admin/").status_code == 200
        clock.shift(timedelta(minutes=30))
        assert desk.get("/admin/").status_code == 302
        assert desk.get("/security/").status_code == 302

    def test_eight_hours_in_all(self, desk: TenantClient, clock: time_machine.Traveller) -> None:
        for _ in range(8 * 60 // 20 - 1):
            clock.shift(timedelta(minutes=20))
            assert desk.get("/admin/").status_code == 200
        clock.shift(timedelta(minutes=20))
        assert desk.get("/admin/").status_code == 302

    def test_they_see_and_end_theirs(self, desk: TenantClient, operator: User, db: None) -> None:
        other = TenantClient(None)
        other.force_login(operator)
        assert len(listed(desk)) == 2
        desk.post("/security/devices/end-others/")
        assert other.get("/admin/").status_code == 302
        assert desk.get("/admin/").status_code == 200
