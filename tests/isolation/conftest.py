"""The two companies full of canaries, and browsers that look for the wrong ones."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connections

from accounts.models import User
from tenants.context import public_context, tenant_context
from tenants.lifecycle import drop_tenant, provision_tenant
from tests.conftest import empty_trail
from tests.digest import digest
from tests.isolation.canaries import FIRST_OWN_ID, Canaries, fill
from tests.isolation.watching import WatchedClient
from tests.mails import change_of
from timetracking.models import Employee, Role

Pair = tuple[Canaries, Canaries]


def _company(number: int, marker: str, amount: str) -> Canaries:
    # Slug and address are known to every attacker; the name is not, and carries a canary.
    tenant = provision_tenant(
        slug=f"cage_{number}", name=f"{marker}company", subdomain=f"aviary{number}"
    )
    empty_trail(tenant)
    canaries = Canaries(tenant, marker, Decimal(amount), FIRST_OWN_ID + 1000 * number)
    fill(canaries)
    with tenant_context(tenant):
        for role in (Role.MEMBER, Role.OWNER):
            user = canaries.employee(role).user
            assert user is not None
            change_of(user)  # for the link of an objection, whose test changes nothing
    return canaries


def _operator(company: Canaries) -> User:
    """Make an operator in public, whose canary is as foreign to the company that is visited."""
    with public_context():
        return User.objects.create_user(
            f"{company.word('operator')}@{company.marker}.example", is_staff=True
        )


@pytest.fixture(scope="package")
def canaries(django_db_setup: None, django_db_blocker: Any) -> Iterator[Pair]:
    """Make both companies, committed; they are gone before tests of other packages run."""
    with django_db_blocker.unblock(), public_context():
        pair = (_company(1, "zqhoneyzq", "713170.07"), _company(2, "zqmolezq", "824282.08"))
        operator = _operator(pair[1])
        connections.close_all()
    yield pair
    with django_db_blocker.unblock(), public_context():
        # Not delete(): it would look for the user's rows in the product's tables.
        User.objects.filter(pk=operator.pk)._raw_delete("default")
        for company in pair:
            drop_tenant(company.tenant)
        cache.clear()
        connections.close_all()


@pytest.fixture
def ours(canaries: Pair) -> Canaries:
    """Return the company that is visited, or attacked from."""
    return canaries[0]


@pytest.fixture
def theirs(canaries: Pair) -> Canaries:
    """Return the company that must not show."""
    return canaries[1]


@pytest.fixture
def client_of(ours: Canaries, theirs: Canaries) -> Callable[..., WatchedClient]:
    """Return a maker of browsers at our company, signed in as someone with a role."""

    def make(role: Role | None = None, **kwargs: Any) -> WatchedClient:
        client = WatchedClient(ours, theirs, **kwargs)
        if role is not None:
            with tenant_context(ours.tenant):
                user = ours.employee(role).user
            assert user is not None
            client.force_login(user)
        return client

    return make


@pytest.fixture
def their_cookies(theirs: Canaries, ours: Canaries) -> dict[str, str]:
    """Return the cookies of an owner of the other company, who is signed in there."""
    client = WatchedClient(theirs, ours)
    with tenant_context(theirs.tenant):
        user = theirs.employee(Role.OWNER).user
    assert user is not None
    client.force_login(user)
    assert client.get("/").status_code == 200
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.fixture
def their_rows(theirs: Canaries) -> dict[str, str]:
    """Digest the other company before the test."""
    return digest(theirs.tenant)


@pytest.fixture
def theirs_unchanged(theirs: Canaries, request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that changes a bit of the other company's tables."""
    if "their_cookies" in request.fixturenames:  # signing in there writes, and is not the test
        request.getfixturevalue("their_cookies")
        before = digest(theirs.tenant)
    else:
        before = request.getfixturevalue("their_rows")
    yield
    assert digest(theirs.tenant) == before, "the other company's rows have changed"


@pytest.fixture
def name(ours: Canaries, committed: None) -> Iterator[str]:
    """Return a name for what a test writes in our company; it is removed afterwards."""
    word = f"depth{uuid4().hex}"
    yield word
    with tenant_context(ours.tenant):
        Employee.objects.filter(name__startswith=word).delete()
