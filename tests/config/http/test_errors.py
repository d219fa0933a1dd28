"""The error pages: in the product's design, with a link, and without a traceback."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import path

from config import urls
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.conftest import TenantClient
from timetracking.models import Employee


def crash(request: HttpRequest) -> HttpResponse:
    Employee.objects.create(name="Half-written")
    raise RuntimeError("secret detail")


def unavailable(request: HttpRequest) -> HttpResponse:
    raise OperationalError("server closed the connection unexpectedly: secret detail")


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("Only managers see this.")


def nonsense(request: HttpRequest) -> HttpResponse:
    raise BadRequest("secret detail")


def quiet_failure(request: HttpRequest) -> HttpResponse:
    Employee.objects.create(name="Half-written")
    return HttpResponse(status=502)


urlpatterns = [
    *(
        path(f"{view.__name__.replace('_', '-')}/", login_not_required(view))
        for view in (crash, unavailable, refuse, nonsense, quiet_failure)
    ),
    path("unmarked/", lambda request: HttpResponse("not marked")),
    *urls.urlpatterns,
]
handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler500 = urls.handler500


@pytest.fixture(autouse=True)
def with_bad_pages() -> Iterator[None]:
    """Add pages that fail."""
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.mark.parametrize(
    ("page", "status"),
    [
        ("/crash/", 500),
        ("/unavailable/", 503),
        ("/refuse/", 403),
        ("/nonsense/", 400),
        ("/no-such-page/", 404),
    ],
)
def test_error_pages_have_the_design_and_no_details(
    page: str, status: int, acme_client: TenantClient
) -> None:
    acme_client.raise_request_exception = False
    response = acme_client.get(page)
    text = response.content.decode()
    assert response.status_code == status
    assert "Shiftbook" in text
    assert ".css" in text
    assert "secret detail" not in text
    assert "Traceback" not in text
    assert "<a" in text


def test_a_refusal_gives_its_reason(acme_client: TenantClient) -> None:
    assert "Only managers see this." in acme_client.get("/refuse/").content.decode()


def test_an_unavailable_database_is_a_503_with_retry_after(acme_client: TenantClient) -> None:
    acme_client.raise_request_exception = False
    assert acme_client.get("/unavailable/")["Retry-After"] == "5"


def test_error_pages_do_not_query_the_database(acme_client: TenantClient) -> None:
    acme_client.get("/login/")
    with CaptureQueriesContext(connection) as queries:
        acme_client.get("/no-such-page/")
    statements = [query["sql"].split()[0] for query in queries]
    assert set(statements) <= {"SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"}


@pytest.mark.parametrize("page", ["/crash/", "/quiet-failure/"])
def test_a_response_of_500_or_above_leaves_nothing_written(
    page: str, fresh_company: Callable[..., Tenant], client_for: Any
) -> None:
    company = fresh_company()
    client = client_for(company)
    client.raise_request_exception = False
    assert client.get(page).status_code >= 500
    with tenant_context(company):
        assert not Employee.objects.exists()


def test_an_unmarked_view_requires_a_sign_in(acme_client: TenantClient) -> None:
    assert acme_client.get("/unmarked/")["Location"] == "/login/?next=/unmarked/"


def test_a_form_without_a_csrf_token_gets_a_page_of_its_own(acme: Tenant, db: None) -> None:
    client = TenantClient(acme, enforce_csrf_checks=True)
    response = client.post("/login/", {"username": "a@b.example", "password": "x"})
    assert response.status_code == 403
    assert "Traceback" not in response.content.decode()
    assert response.templates[0].name == "errors/csrf.html"
