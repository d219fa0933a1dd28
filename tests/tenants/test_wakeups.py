"""Wake-ups: what a company's role may do with them, and what the worker asks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, connections
from django.db.transaction import atomic
from django.test.utils import CaptureQueriesContext
from psycopg.errors import InsufficientPrivilege

from tenants import wakeups
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

LEASE = timedelta(seconds=30)
ADD = "INSERT INTO public.tenants_wakeup (slug, due_at, made_at, is_aside) VALUES (%s, now(),"


@pytest.fixture
def no_others(committed: None) -> Iterator[None]:
    """Remove what other tests left, and what this one leaves."""
    _clear()
    yield
    _clear()


def _clear() -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("DELETE FROM public.tenants_wakeup")


def slugs() -> list[str]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT slug FROM public.tenants_wakeup ORDER BY id")
        return [slug for (slug,) in cursor.fetchall()]


def test_a_company_wakes_the_worker_for_itself(in_acme: Tenant) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"{ADD} now(), false)", [in_acme.slug])


@pytest.mark.parametrize("slug", ["corgi_test", ""])
def test_a_company_wakes_it_for_nobody_else(two_logins: None, in_acme: Tenant, slug: str) -> None:
    with pytest.raises(ProgrammingError) as refused, atomic(), connection.cursor() as cursor:
        cursor.execute(f"{ADD} now(), false)", [slug])
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT slug FROM public.tenants_wakeup",
        "UPDATE public.tenants_wakeup SET due_at = now()",
        "DELETE FROM public.tenants_wakeup",
        "SELECT * FROM public.jobs",
    ],
)
def test_a_company_sees_and_changes_none(two_logins: None, in_acme: Tenant, statement: str) -> None:
    with pytest.raises(ProgrammingError) as refused, atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert isinstance(refused.value.__cause__, InsufficientPrivilege)


def test_the_owner_wakes_it_for_the_company_that_is_provisioned(
    acme: Tenant, no_others: None
) -> None:
    with tenant_context(acme, using=OWNER_ALIAS):
        wakeups.wake()
    assert slugs() == [acme.slug]


def test_many_wake_ups_of_a_company_are_claimed_as_one(
    acme: Tenant, corgicafe: Tenant, no_others: None
) -> None:
    for tenant in (acme, acme, corgicafe, acme):
        with tenant_context(tenant):
            wakeups.wake()
    assert [claim.slug for claim in wakeups.claim(1, lease=LEASE)] == [acme.slug]
    assert sorted(slugs()) == [acme.slug, corgicafe.slug]
    assert [claim.slug for claim in wakeups.claim(9, lease=LEASE)] == [corgicafe.slug]


def test_what_another_worker_claims_is_skipped(acme: Tenant, no_others: None) -> None:
    with tenant_context(acme):
        wakeups.wake()
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("SELECT FROM public.tenants_wakeup FOR UPDATE")
        assert wakeups.claim(9, lease=LEASE) == []
        cursor.execute("ROLLBACK")
    assert len(wakeups.claim(9, lease=LEASE)) == 1


def test_a_poll_is_one_statement(no_others: None) -> None:
    with public_context(), CaptureQueriesContext(connection) as queries:
        assert wakeups.claim(9, lease=LEASE) == []
    assert len(queries) == 1


def test_figures_are_of_public_alone(acme: Tenant, corgicafe: Tenant, no_others: None) -> None:
    assert wakeups.figures() == wakeups.Figures(0, timedelta(), 0)
    with tenant_context(acme):
        wakeups.wake()
        wakeups.wake()
        wakeups.note_aside()
    with tenant_context(corgicafe):
        wakeups.wake(after=timedelta(hours=1))
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("UPDATE public.tenants_wakeup SET due_at = due_at - interval '90 s'")
    with CaptureQueriesContext(connection) as queries:
        figures = wakeups.figures()
    assert len(queries) == 1
    assert (figures.due, figures.aside) == (1, 1)
    assert timedelta(seconds=90) <= figures.oldest < timedelta(seconds=150)
