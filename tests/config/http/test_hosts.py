"""The host is validated before anything else but logging and /healthz."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tenants.models import Tenant
from tests.conftest import TenantClient


@pytest.mark.parametrize("path", ["/", "/login/", "/no-such-page"])
def test_a_foreign_host_is_refused_for_any_path(path: str, acme_client: TenantClient) -> None:
    assert acme_client.get(path, headers={"host": "evil.example"}).status_code == 400


def test_a_foreign_host_gets_no_static_file_either(
    acme: Tenant, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    settings.STATIC_ROOT = tmp_path
    client = TenantClient(acme)
    assert client.get("/static/logo.svg").getvalue() == b"<svg/>"
    assert client.get("/static/logo.svg", headers={"host": "evil.example"}).status_code == 400


def test_a_secure_redirect_never_names_a_foreign_host(
    acme_client: TenantClient, settings: Settings
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = acme_client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Location" not in response.headers


def test_a_port_may_be_empty(acme_client: TenantClient) -> None:
    assert acme_client.get("/login/", headers={"host": "acme.localhost:"}).status_code == 200
    assert acme_client.get("/login/", headers={"host": "acme.localhost::"}).status_code == 400
    assert acme_client.get("/login/", headers={"host": ":"}).status_code == 400
