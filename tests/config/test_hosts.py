"""The host is looked at before anything else."""

import pytest

from tests.conftest import TenantClient


@pytest.mark.parametrize("path", ["/", "/static/shiftbook.css", "/login/", "/no-such-page"])
def test_a_foreign_host_is_refused_whatever_is_asked_for(
    path: str, acme_client: TenantClient
) -> None:
    assert acme_client.get(path, headers={"host": "evil.example"}).status_code == 400


def test_a_secure_redirect_never_names_a_foreign_host(
    acme_client: TenantClient, settings: object
) -> None:
    settings.SECURE_SSL_REDIRECT = True  # type: ignore[attr-defined]
    response = acme_client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "Location" not in response.headers
