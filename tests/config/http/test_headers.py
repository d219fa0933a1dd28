"""Response headers."""

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
