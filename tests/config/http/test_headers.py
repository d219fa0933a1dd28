"""Response headers."""

from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.conftest import TenantClient


def test_every_page_carries_the_strict_headers(acme_client: TenantClient) -> None:
    response = acme_client.get("/login/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert (
        response["Cache-Control"] == "private, no-store" or "no-store" in response["Cache-Control"]
    )


def test_a_page_created_outside_the_transaction_has_a_length(acme_client: TenantClient) -> None:
    """Without it gunicorn sends chunks, and a client cannot tell whether the page is complete."""
    response = acme_client.get("/", headers={"host": "nobody.localhost"})
    assert response.status_code == 404
    assert response.headers["Content-Length"] == str(len(response.content))


@pytest.mark.parametrize(
    ("path", "host", "status"),
    [
        ("/login/", "acme.localhost", 200),
        ("/", "nobody.localhost", 404),
        ("/login/", "evil.example", 400),
        ("/login/", "a b", 400),
        ("/healthz", "10.0.0.7", 200),
        ("/healthz", "evil.example", 200),
        ("/admin/login/", "localhost", 200),
    ],
)
def test_every_response_has_the_security_headers(
    path: str, host: str, status: int, companies: object, db: None
) -> None:
    response = Client().get(path, headers={"host": host})
    assert response.status_code == status
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Content-Length"] == str(len(response.content))


def test_a_refused_host_is_told_to_use_https(
    settings: Settings, companies: object, db: None
) -> None:
    settings.SECURE_HSTS_SECONDS = 60
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    response = Client().get("/", headers={"host": "evil.example"}, secure=True)
    assert response.status_code == 400
    # What is below another's domain is none of our business.
    assert response["Strict-Transport-Security"] == "max-age=60"
    response = Client().get("/static/none", headers={"host": "acme.localhost"}, secure=True)
    assert response["Strict-Transport-Security"] == "max-age=60; includeSubDomains"


def test_health_is_not_redirected_to_https(settings: Settings, companies: object, db: None) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get("/healthz").status_code == 200
    assert Client().get("/", headers={"host": "acme.localhost"}).status_code == 301


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "ODD"])
def test_a_static_file_can_only_be_read(
    method: str, acme_client: TenantClient, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    settings.STATIC_ROOT = tmp_path
    response = acme_client.generic(method, "/static/logo.svg")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert b"Shiftbook" in response.content
