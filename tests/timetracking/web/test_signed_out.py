"""Whoever sends something while signed out is told that it did not count."""

import pytest

from tests.conftest import TenantClient
from tests.timetracking.conftest import text_of
from timetracking.models import CompanySettings, WorkLog

SAID = "You were signed out, so that did not count. Sign in and try again."


@pytest.mark.parametrize("path", ["/clock/in/", "/clock/out/", "/people/add/", "/settings/"])
@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["page", "htmx"])
def test_a_form_did_not_count(
    acme_client: TenantClient, company: CompanySettings, path: str, headers: dict[str, str]
) -> None:
    response = acme_client.post(path, {"key": "x"}, headers=headers)
    assert "/login/" in response.headers.get("Location", response.headers.get("HX-Redirect", ""))
    assert SAID in text_of(acme_client.get("/login/"))
    assert SAID not in text_of(acme_client.get("/login/")), "it is said once"
    assert not WorkLog.objects.exists()


def test_a_page_that_is_only_opened_says_nothing(
    acme_client: TenantClient, company: CompanySettings
) -> None:
    acme_client.get("/today/")
    assert SAID not in text_of(acme_client.get("/login/"))
