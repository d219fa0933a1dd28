"""Someone who signs in through a real server."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tenants.models import Tenant
from tests.serving import Server

PASSWORD = "a-long-password"


def token(page: str) -> str:
    """Find the CSRF token of a form."""
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page[:2000]
    return found[1]


@contextmanager
def sign_in(server: Server, company: Tenant) -> Iterator[httpx.Client]:
    """Give a visitor who is signed in."""
    form = {"username": "staff@fresh.example", "password": PASSWORD}
    with server.client(company) as client:
        page = client.get("/login/").text
        response = client.post("/login/", data=form | {"csrfmiddlewaretoken": token(page)})
        assert response.status_code == 302, response.text
        yield client
