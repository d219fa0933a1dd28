"""Who may read /metrics."""

from typing import Any

import pytest
from django.db import OperationalError

from accounts.models import User
from config.observability import sources
from tests.config.observability.conftest import TOKEN
from tests.conftest import TenantClient

RIGHT = {"authorization": f"Bearer {TOKEN}"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"authorization": "Bearer "},
        {"authorization": f"Bearer {TOKEN[:-1]}"},
        {"authorization": f"Bearer {TOKEN}x"},
        {"authorization": TOKEN},
        {"authorization": f"Basic {TOKEN}"},
        {"x-metrics-token": TOKEN},
    ],
    ids=str,
)
def test_nobody_reads_them_without_the_token(
    headers: dict[str, str], public_client: TenantClient
) -> None:
    response = public_client.get("/metrics", headers=headers)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert b"shiftbook_" not in response.content


@pytest.mark.parametrize("header", ["Bearer ", "Bearer"])
def test_without_the_setting_no_token_is_right(
    header: str, public_client: TenantClient, settings: Any
) -> None:
    settings.METRICS_TOKEN = ""
    assert public_client.get("/metrics", headers={"authorization": header}).status_code == 401


def test_the_token_shows_them(public_client: TenantClient) -> None:
    response = public_client.get("/metrics", headers=RIGHT)
    assert response.status_code == 200
    assert response["Content-Type"].startswith("text/plain; version=")
    assert b"shiftbook_requests_total" in response.content
    assert "no-store" in response["Cache-Control"]


def test_the_token_only_reads(public_client: TenantClient) -> None:
    assert public_client.post("/metrics", headers=RIGHT).status_code == 405


def test_a_company_s_host_has_none(acme_client: TenantClient) -> None:
    response = acme_client.get("/metrics", headers=RIGHT)
    assert response.status_code == 404
    assert b"shiftbook_" not in response.content


@pytest.mark.parametrize("host", ["nobody.localhost", "example.com", "localhost.example.com"])
def test_a_host_that_is_no_company_s_has_none(host: str, public_client: TenantClient) -> None:
    response = public_client.get("/metrics", headers={**RIGHT, "host": host})
    assert response.status_code in {400, 404}
    assert b"shiftbook_" not in response.content


def test_operators_see_them(public_client: TenantClient) -> None:
    operator = User.objects.create_superuser("operator@example.com", "a-long-password")
    public_client.force_login(operator)
    assert b"shiftbook_companies" in public_client.get("/metrics").content


def test_operators_show_their_second_factor_first(
    public_client: TenantClient, settings: Any
) -> None:
    settings.OPERATOR_SECOND_FACTOR = True
    operator = User.objects.create_superuser("operator@example.com", "a-long-password")
    public_client.force_login(operator)
    assert public_client.get("/metrics").status_code == 401


def test_a_user_of_public_who_is_no_operator_is_refused(public_client: TenantClient) -> None:
    public_client.force_login(User.objects.create_user("ann@example.com", "a-long-password"))
    assert public_client.get("/metrics").status_code == 401


def test_they_are_there_when_the_database_is_not(
    public_client: TenantClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(sources, "public_context", refuse)
    response = public_client.get("/metrics", headers=RIGHT)
    assert response.status_code == 200
    assert b'shiftbook_source_up{source="companies"} 0.0' in response.content
    assert b"shiftbook_requests_total" in response.content
