"""Addresses and forms of the admin that nobody typed: a 400, a redirect or the page."""

from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.db import OperationalError
from django.test import Client

from accounts.models import User
from accounts.security import log
from accounts.security.events import Event
from operations.admin.changelists import StrictListAdmin
from operations.models import Backup
from tenants.models import Tenant

LISTS = ["/admin/tenants/tenant/", "/admin/accounts/user/", "/admin/accounts/securityevent/"]
LISTS.append("/admin/operations/backup/")
CHANGEABLE = LISTS[:2]
HUGE = "9" * 30


@pytest.fixture(autouse=True)
def no_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what the list reads of the companies, by a login that these tests do not have."""

    def unreadable() -> None:
        raise OperationalError("no such login")

    monkeypatch.setattr("operations.admin.company_list.figures_of", lambda *args, **kwargs: {})
    monkeypatch.setattr("operations.usage.reading.newest", unreadable)
    monkeypatch.setattr("operations.backups.catalogue.rows", Backup.objects.none)


@pytest.fixture
def operator_client(public_client: Client, operator: User) -> Client:
    public_client.force_login(operator)
    return public_client


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "slug__regex=(",
        "email__regex=(",
        "name__contains=%00",
        "name__contains=a",
        "name=a",
        "id=1",
        f"id={HUGE}",
        "created_at__year=0",
        "date_joined__year=0",
        "date_joined__year=99999",
        "date_joined__date=x",
        "last_login__isnull=x",
        "password__startswith=a",
        "is_active__regex=(",
        "is_active__exact__regex=(",
        "logentry__user__email=a",
        "schema_version__contains=a",
        "event__regex=(",
        "address__regex=(",
        "address=%00",
        "at__year=0",
        "at__year=99999",
        "at__gte=x",
        "detail__x=%00",
        "detail__email__0__regex=(",
        "actor__email__regex=(",
        f"actor__id={HUGE}",
        "pk__in=1,2,x",
        "_changelist_filters=%00%ff%26",
        "=",
        "__",
        "%00=%00",
    ],
)
def test_a_list_filters_only_by_its_filters(path: str, query: str, operator_client: Client) -> None:
    assert operator_client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "is_active__exact=1",
        "is_active__exact=0",
        "is_active__isnull=x",
        "q=a",
        "q=%00",
        "q=%ff%27%22%5c",
        f"q={'a ' * 1000}",
        "p=0",
        "p=x",
        "all=%00",
        "o=1",
        "o=-9.x.%00",
        f"o={HUGE}",
        "_facets=x",
        "_popup=x",
        "e=1",
    ],
)
def test_what_a_list_offers_is_the_page(path: str, query: str, operator_client: Client) -> None:
    is_foreign = "is_active" in query and "user" not in path
    assert operator_client.get(f"{path}?{query}").status_code == (400 if is_foreign else 200)


@pytest.mark.parametrize("number", ["0", "-1", "3", HUGE])
def test_a_page_that_there_is_not_is_the_nearest(number: str, operator_client: Client) -> None:
    for _ in range(51):
        log.record(Event.SIGNED_IN)
    response = operator_client.get(f"{LISTS[2]}?p={number}")
    assert response.status_code == 200
    shown = len(response.context["cl"].result_list)
    assert (shown == 50) is (number in {"0", "-1"})


@pytest.mark.parametrize("value", ["signed_in", "%00", "x", "(", "", HUGE, "x&event=y"])
def test_the_log_is_filtered_by_its_events(value: str, operator_client: Client) -> None:
    assert operator_client.get(f"{LISTS[2]}?event={value}").status_code == 200


def test_every_list_of_the_admin_is_strict() -> None:
    """A list that is not must be added here, with its address in LISTS."""
    lists = {
        f"/admin/{model._meta.app_label}/{model._meta.model_name}/": model_admin
        for model, model_admin in admin.site._registry.items()
    }
    # Pages that read nothing of their address, or only what they offer.
    for page in ("/admin/jobs/job/", "/admin/operations/usageday/"):
        assert "changelist_view" in vars(type(lists.pop(page)))
    assert sorted(lists) == sorted(LISTS)
    assert all(isinstance(model_admin, StrictListAdmin) for model_admin in lists.values())


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        "is_active__exact=x",
        "is_active__exact=%00",
        f"is_active__exact={HUGE}",
        f"p={HUGE}",
        f"p=-{HUGE}",
        f"p={'9' * 4000}",
        "_to_field=%00",
        "_to_field=password",
    ],
)
def test_nonsense_is_a_400_a_redirect_or_the_page(
    path: str, query: str, operator_client: Client
) -> None:
    assert operator_client.get(f"{path}?{query}").status_code in {200, 302, 400}


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("index", [None, "0", "x", HUGE])
def test_an_action_on_nonsense(path: str, index: str | None, operator_client: Client) -> None:
    for selected in ("abc", "", "\0", HUGE, "-1", "1.5", "9" * 5000, "1,2"):
        form: dict[str, Any] = {"action": "suspend", "_selected_action": [selected]}
        if index is not None:
            form["index"] = index
        assert operator_client.post(path, form).status_code in {200, 302, 400}, selected


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("page", ["change", "history", "delete", "password", ""])
def test_an_object_that_does_not_exist(path: str, page: str, operator_client: Client) -> None:
    for pk in ("\0", "_00", "abc", HUGE, "9" * 2000, "-1", "_", "__", "%", "é", "1/2"):
        address = f"{path}{quote(pk, safe='')}/{page}/".replace("//", "/")
        assert operator_client.get(address).status_code in {301, 302, 403, 404}, pk


@pytest.mark.parametrize(
    "path",
    [
        "/admin/tenants/tenant/add/?name=%00&created_at=x&id=x&is_active=x&logentry=x",
        "/admin/accounts/user/add/?email=%00&date_joined=x&groups=x&_changelist_filters=%ff%00",
        "/admin/tenants/tenant/add/?_to_field=x&_popup=%00",
        "/admin/autocomplete/?app_label=tenants&model_name=tenant&field_name=%00&term=%00",
        "/admin/jsi18n/?language=%00",
        "/admin/r/1/1/",
        f"/admin/r/{HUGE}/x/",
    ],
)
def test_other_pages_of_the_admin(path: str, operator_client: Client) -> None:
    assert operator_client.get(path).status_code in {200, 400, 403, 404}


def test_the_admin_does_not_lead_into_companies_tables(
    operator_client: Client, companies: tuple[Tenant, Tenant]
) -> None:
    from django.contrib.contenttypes.models import ContentType

    for kind in ContentType.objects.all():
        assert operator_client.get(f"/admin/r/{kind.pk}/1/").status_code == 404


def test_an_error_of_the_database_is_a_400_too(
    operator_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It must not end the request's transaction, or the page would be a 500."""

    def allow(self: object, lookup: str, value: object, request: object) -> bool:
        return True

    monkeypatch.setattr(StrictListAdmin, "lookup_allowed", allow)
    assert operator_client.get(f"{LISTS[0]}?slug__regex=(").status_code == 400
    assert operator_client.get(LISTS[0]).status_code == 200
