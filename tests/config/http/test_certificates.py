"""What the proxy is told before it has a certificate issued."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tenants import domains, lifecycle
from tenants.models import Tenant

NAME = "zeit.cafe-azul.es"


def ask(name: str = NAME, **extra: Any) -> int:
    response = Client().get("/tls/domain", {"domain": name}, headers={"host": "app:8000"}, **extra)
    return int(response.status_code)


def test_only_verified_domains_get_a_certificate(fresh_company: Callable[..., Tenant]) -> None:
    company = fresh_company()
    claim, _ = domains.claim(company, NAME)
    assert ask() == 404
    domains.confirm(claim)
    assert ask() == ask("Zeit.Cafe-Azul.es.") == 200
    for name in ("", "cafe-azul.es", "other.cafe-azul.es", "\0", company.own_host):
        assert ask(name) == 404, name
    lifecycle.suspend_tenant(company)
    assert ask() == 200  # for the page that says whom to contact
    domains.release(company, NAME)
    assert ask() == 404


@pytest.mark.parametrize(
    "extra", [{"REMOTE_ADDR": "8.8.8.8"}, {"HTTP_X_FORWARDED_FOR": "10.0.0.7"}]
)
def test_visitors_get_no_answer(extra: dict[str, Any], companies: object, db: None) -> None:
    assert ask(**extra) == 400  # of the host: the address is none for them
    response = Client().get("/tls/domain", headers={"host": "acme.localhost"}, **extra)
    assert response.status_code == 404
    assert b"verified" not in response.content
