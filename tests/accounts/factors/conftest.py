"""Ada with a second factor, at acme and, as her namesake, at corgicafe."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pyotp
import pytest
import time_machine

from accounts.factors import passkeys, recovery, totp
from accounts.models import User
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import CommitNow, ada, commit_now, namesake, operator
from tests.accounts.factors.software_key import SoftwareKey
from tests.conftest import TenantClient

__all__ = ["CommitNow", "ada", "commit_now", "namesake", "operator"]

NOW = datetime(2026, 11, 20, 8, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(at: datetime = NOW, secret: str = SECRET) -> str:
    """Return what the app shows at a moment."""
    return pyotp.TOTP(secret).at(at)


def key_for(site: Any) -> SoftwareKey:
    """Return a security key whose browser is at a company's page."""
    host = site.base_url.split("://")[1].split(":")[0]
    return SoftwareKey(site.base_url, host)


def register(user: User, site: Any, *, now: datetime = NOW) -> SoftwareKey:
    """Give the user a passkey."""
    key, ceremony = key_for(site), passkeys.registration(user, site=site)
    answer = key.make(ceremony.options)
    passkeys.add_passkey(
        user, answer, challenge=ceremony.challenge, name="Phone", site=site, now=now
    )
    return key


def options_on(response: Any) -> str:
    """Return the options for the browser that a page holds."""
    match = re.search(r'data-options="([^"]+)"', response.content.decode())
    assert match
    return html.unescape(match[1])


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """Stop the clock at NOW."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def app(acme: Tenant, ada: User, clock: time_machine.Traveller) -> list[str]:
    """Give Ada an app whose code of a minute ago was used, and return her recovery codes."""
    with tenant_context(acme):
        step = int(NOW.timestamp()) // 30 - 2
        totp.add_app(ada, secret=SECRET, step=step, now=NOW)
        return recovery.make_codes(ada)


@pytest.fixture
def passkey(acme: Tenant, ada: User, clock: time_machine.Traveller) -> SoftwareKey:
    """Give Ada a passkey."""
    with tenant_context(acme):
        return register(ada, acme)


@pytest.fixture
def signed_in(acme_client: TenantClient, ada: User, clock: time_machine.Traveller) -> TenantClient:
    """Return a browser in which Ada has just signed in."""
    acme_client.force_login(ada)
    return acme_client
