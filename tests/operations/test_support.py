"""Support access: asked for with a reason, told to the owners, read only, and over by itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts import support
from accounts.models import SecurityEvent, Session, User
from tenants import lifecycle
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from timetracking.models import CompanySettings, Employee, Role

REASON = "Olga asked why a shift of hers is missing."
MakeCompany = Callable[..., Tenant]


@pytest.fixture
def company(fresh_company: MakeCompany) -> Tenant:
    """Return a company with an owner who can sign in."""
    made = fresh_company(name="Helped")
    with tenant_context(made):
        user = User.objects.create_user("olga@helped.example", "a-long-password", name="Olga")
        Employee.objects.create(name="Olga", email=user.email, user=user, role=Role.OWNER)
    return made


@pytest.fixture
def ask(
    committed_operator: TenantClient, company: Tenant, mailoutbox: list[Any]
) -> Callable[..., Any]:
    """Return a function that asks for access, by default rightly."""

    def asking(**changes: str) -> Any:
        form = {"reason": REASON, "minutes": "60"} | changes
        return committed_operator.post(f"/admin/tenants/tenant/{company.pk}/support/", form)

    return asking


@pytest.fixture
def link(ask: Callable[..., Any]) -> str:
    """Return a link that was made just now."""
    return str(ask().context["link"])


def begin(company: Tenant, link: str) -> tuple[TenantClient, Any]:
    client = TenantClient(company)
    page = client.get(link.removeprefix(company.base_url))
    assert page.status_code == 200
    return client, client.post("/support/", {"token": link.partition("token=")[2]})


def events(company: Tenant) -> list[tuple[str, str]]:
    with tenant_context(company):
        return list(SecurityEvent.objects.order_by("pk").values_list("event", "operator"))


def test_the_owners_are_told_and_both_sides_have_it_in_their_logs(
    company: Tenant, link: str, mailoutbox: list[Any]
) -> None:
    (mail,) = mailoutbox
    assert mail.to == ["olga@helped.example"]
    assert REASON in " ".join(mail.body.split())
    assert events(company) == [("support_access", "operator@example.com")]
    with public_context():
        event = SecurityEvent.objects.get(event="support_access", detail__company=company.slug)
        assert event.detail["reason"] == REASON


def test_an_operator_reads_with_a_banner_and_changes_nothing(company: Tenant, link: str) -> None:
    client, answer = begin(company, link)
    assert answer.status_code == 302
    page = client.get("/people/")
    text = " ".join(page.content.decode().split())
    assert page.status_code == 200
    assert REASON in text
    assert "Olga" in text
    assert client.post("/locations/add/", {"name": "Mine"}).status_code == 403
    for own in ("/security/", "/password/change/", "/address/"):
        assert client.get(own).status_code == 403, own
    with tenant_context(company):
        seen = Session.objects.get(operator="operator@example.com").seen_at
    with time_machine.travel(timezone.now() + timedelta(minutes=20), tick=False):
        assert client.get("/people/").status_code == 200
    with tenant_context(company):
        assert Session.objects.get(operator="operator@example.com").seen_at == seen
    assert client.post("/logout/").status_code == 303
    assert client.get("/people/").status_code == 302
    names = [name for name, _ in events(company)]
    assert names == ["support_access", "support_entered", "support_ended"]


def test_a_page_that_would_write_is_refused_by_the_database(
    company: Tenant, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, _ = begin(company, link)

    def writing(*args: Any, **kwargs: Any) -> Any:
        Employee.objects.update(name="Changed")

    monkeypatch.setattr("timetracking.security.views.Page.read", writing)
    assert client.get("/settings/security/").status_code == 403
    with tenant_context(company):
        assert Employee.objects.get().name == "Olga"


def test_a_link_is_good_once(company: Tenant, link: str) -> None:
    begin(company, link)
    stranger, answer = begin(company, link)
    assert answer.status_code == 422
    assert stranger.get("/people/").status_code == 302


def test_a_link_is_good_for_minutes(company: Tenant, link: str) -> None:
    for step in (support.HANDED_OVER_WITHIN, -timedelta(hours=1)):  # or the clock is set back
        with time_machine.travel(timezone.now() + step, tick=False):
            _, answer = begin(company, link)
            assert answer.status_code == 422


def test_a_link_is_good_for_its_secret_alone(company: Tenant, link: str) -> None:
    client, answer = begin(company, link[:-3] + "abc")
    assert answer.status_code == 422
    assert client.get("/people/").status_code == 302


def test_a_prepared_session_is_nobody_s(company: Tenant, link: str) -> None:
    client = TenantClient(company)
    key = link.partition("token=")[2].partition(".")[0]
    client.cookies["sessionid"] = key
    assert client.get("/people/").status_code == 302


@pytest.mark.parametrize("minutes", [61, -61])
def test_it_ends_by_itself_also_if_the_clock_is_set_back(
    minutes: int, company: Tenant, link: str
) -> None:
    client, _ = begin(company, link)
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False):
        assert client.get("/people/").status_code == 302
        assert client.post("/settings/security/support/end/").status_code == 302
    assert client.get("/people/").status_code == 302


def test_the_session_ends_with_the_access(company: Tenant, link: str) -> None:
    begin(company, link)
    with tenant_context(company):
        (access,) = support.current(now=timezone.now())
        assert Session.objects.exclude(operator="").get().expire_date == access.until
        assert support.current(now=access.until) == []


def test_another_link_replaces_the_access(
    company: Tenant, link: str, ask: Callable[..., Any]
) -> None:
    client, _ = begin(company, link)
    other = str(ask(minutes="15").context["link"])
    assert client.get(other.removeprefix(company.base_url)).status_code == 200
    answer = client.post("/support/", {"token": other.partition("token=")[2]})
    assert answer.status_code == 302
    with tenant_context(company):
        assert Session.objects.exclude(operator="").count() == 1
    assert client.get("/people/").status_code == 200


@pytest.fixture
def boss(committed_operator: TenantClient) -> Iterator[TenantClient]:
    """Return a client with another operator."""
    user = User.objects.create_superuser("boss@example.com", "a-long-password")
    client = TenantClient(None)
    client.force_login(user)
    yield client
    client.logout()
    LogEntry.objects.all().delete()
    User.objects.filter(pk=user.pk)._raw_delete("default")


def test_it_ends_with_the_operators_other_sessions(
    company: Tenant, link: str, committed_operator: TenantClient
) -> None:
    client, _ = begin(company, link)
    assert committed_operator.post("/security/devices/end-others/").status_code == 303
    assert client.get("/people/").status_code == 302
    assert events(company)[-1] == ("support_ended", "operator@example.com")


@pytest.mark.parametrize("page", ["change", "password"])
def test_it_ends_with_the_operators_sign_in(
    page: str, company: Tenant, link: str, boss: TenantClient
) -> None:
    """Their sessions in companies are none of public's."""
    client, _ = begin(company, link)
    operator = User.objects.get(email="operator@example.com")
    password = {"password1": "another-long-one-42", "password2": "another-long-one-42"}
    form = {"email": operator.email, "name": "", "is_active": ""} if page == "change" else password
    response = boss.post(f"/admin/accounts/user/{operator.pk}/{page}/", form)
    assert response.status_code == 302
    assert client.get("/people/").status_code == 302
    assert events(company)[-1] == ("support_ended", "operator@example.com")


def test_an_operator_with_a_long_name_fits_into_the_companys_log(
    company: Tenant, ask: Callable[..., Any]
) -> None:
    with public_context():
        long = {"name": "O" * 150, "email": "o" * 180 + "@example.com"}
        User.objects.filter(email="operator@example.com").update(**long)
    _, answer = begin(company, str(ask().context["link"]))
    assert answer.status_code == 302
    assert events(company)[0][1].endswith(f"({long['email']})")


def test_a_company_that_requires_a_second_factor_can_be_read(company: Tenant, link: str) -> None:
    with tenant_context(company):
        CompanySettings.objects.update(requires_second_factor=True)
    client, _ = begin(company, link)
    assert client.get("/people/").status_code == 200


def test_an_owner_ends_it(company: Tenant, link: str, client_for: Any) -> None:
    client, _ = begin(company, link)
    owner = client_for(company)
    with tenant_context(company):
        olga = User.objects.get()
    owner.force_login(olga)
    page = owner.get("/settings/security/").content.decode()
    assert REASON in page
    assert "operator@example.com" not in owner.get("/security/").content.decode()
    owner.post("/settings/security/support/end/")
    assert client.get("/people/").status_code == 302
    assert events(company)[-1] == ("support_ended", "")


def test_an_access_is_no_way_to_a_longer_one(company: Tenant, link: str) -> None:
    client, _ = begin(company, link)
    assert client.post("/settings/security/support/end/").status_code == 403


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"reason": "short"}, "at least 10"), ({"minutes": "100000"}, "not one of the available")],
)
def test_a_reason_and_an_end_are_necessary(
    changes: dict[str, str], sentence: str, ask: Callable[..., Any], mailoutbox: list[Any]
) -> None:
    page = ask(**changes)
    assert sentence in page.content.decode()
    assert not page.context["link"]
    assert mailoutbox == []


def test_a_company_whose_owners_would_not_hear_of_it_is_refused(
    company: Tenant, ask: Callable[..., Any]
) -> None:
    for without in ({"user": None}, {"is_active": False}):
        with tenant_context(company):
            Employee.objects.update(**without)
        assert "who would hear of it" in ask().content.decode()
    lifecycle.suspend_tenant(company)
    assert "not served" in ask().content.decode()
