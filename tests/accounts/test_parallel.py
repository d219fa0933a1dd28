"""Several workers at once, each with its own connection and a transaction that is committed."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.factors import managing, recovery
from accounts.factors.errors import SignedOut
from accounts.links import RESET, make_token
from accounts.models import SignInThrottle, User
from accounts.requests import NOWHERE
from accounts.sessions import end_sessions
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.accounts.conftest import PASSWORD, sign_in
from tests.timetracking.at_once import race

WORKERS = 12


@pytest.fixture(autouse=True)
def all_at_once(settings: Any) -> None:
    """Let the company have as many requests in progress as it likes: see tenants.crowding."""
    settings.REQUESTS_PER_COMPANY = 0


@pytest.fixture
def company(fresh_company: Callable[..., Tenant]) -> Tenant:
    """A company with one user."""
    tenant = fresh_company("Busy")
    with tenant_context(tenant):
        User.objects.create_user("ada@example.com", PASSWORD)
    return tenant


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    with time_machine.travel("2026-11-20 08:00 +0000", tick=False):
        yield


def at_once(work: Callable[[int], int]) -> Counter[int]:
    """Run `work` in every worker and count the results."""

    def run(number: int) -> int:
        try:
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(WORKERS) as pool:
        return Counter(pool.map(run, range(WORKERS)))


@pytest.mark.usefixtures("stopped_clock")
def test_parallel_attempts_at_one_account_are_all_counted(
    company: Tenant, client_for: Callable[[Tenant], Client]
) -> None:
    def try_wrong_password(number: int) -> int:
        return int(sign_in(client_for(company), "wrong").status_code)

    assert at_once(try_wrong_password) == {200: 3, 429: WORKERS - 3}


@pytest.mark.usefixtures("stopped_clock")
def test_parallel_attempts_from_one_address_are_all_counted(
    company: Tenant, client_for: Callable[[Tenant], Client]
) -> None:
    def try_wrong_password(number: int) -> int:
        email = f"guess{number}@example.com"
        return int(sign_in(client_for(company), "wrong", email=email).status_code)

    assert at_once(try_wrong_password) == {200: WORKERS}
    with tenant_context(company):
        lengths = [len(row.failed_at) for row in SignInThrottle.objects.all()]
    # In one row those of the client, and in a few those of all clients together.
    assert max(lengths) == WORKERS
    assert sum(lengths) == 2 * WORKERS


def test_parallel_sign_ins_of_one_user_all_succeed(
    company: Tenant, client_for: Callable[[Tenant], Client]
) -> None:
    assert at_once(lambda _: sign_in(client_for(company)).status_code) == {302: WORKERS}
    with tenant_context(company):
        assert not SignInThrottle.objects.exists()


def test_one_link_used_in_parallel_works_once(
    company: Tenant, client_for: Callable[[Tenant], Client]
) -> None:
    with tenant_context(company):
        token = make_token(User.objects.get(), purpose=RESET, realm=company.realm)
    path = reverse("password-reset-confirm", args=[token])

    def use_link(number: int) -> int:
        password = f"twelve-blue-spoons-{number}"
        data = {"new_password1": password, "new_password2": password}
        return client_for(company).post(path, data).status_code

    assert at_once(use_link) == {302: 1, 403: WORKERS - 1}


def test_a_change_of_factors_waits_for_an_objection_and_is_refused_after_it(
    company: Tenant,
) -> None:
    with tenant_context(company):
        user = User.objects.get()
        user.authenticators.create(kind="app", secret="x")

    def make_codes() -> None:
        managing.make_codes(user, site=company, client=NOWHERE, now=timezone.now())

    refusal = race(company, first=lambda: end_sessions(User.objects.get()), second=make_codes)
    assert isinstance(refusal, SignedOut)
    with tenant_context(company):
        assert recovery.codes_left(user) == 0
