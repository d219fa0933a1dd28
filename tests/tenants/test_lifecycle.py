"""A company's life: whole or not at all."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connections
from django.test import Client

from config import receivers
from tenants import lifecycle, roles, schemas
from tenants.context import public_context, tenant_context
from tenants.exceptions import (
    ProvisioningError,
    TenantExists,
    TenantInUse,
    TenantUnavailable,
)
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.signals import tenant_provisioned
from tests.faults.lock_watch import reading
from tests.waiting import PATIENCE, wait_until
from timetracking.models import CompanySettings, Employee

MakeCompany = Callable[..., Tenant]


def traces(slug: str) -> tuple[bool, bool, bool]:
    """Tell what there is of a company: row, schema, role."""
    return (
        Tenant.objects.using(OWNER_ALIAS).filter(slug=slug).exists(),
        schemas.schema_exists(f"tenant_{slug}"),
        roles.role_exists(f"tenant_{slug}"),
    )


def test_a_new_company_can_be_used_at_once(fresh_company: MakeCompany) -> None:
    company = fresh_company(name="Beta", time_zone="Europe/Madrid")
    assert traces(company.slug) == (True, True, True)
    with tenant_context(company):
        assert CompanySettings.objects.get().time_zone == "Europe/Madrid"
        Employee.objects.create(name="First")
    assert Client().get("/login/", headers={"host": company.host}).status_code == 200


def test_the_first_owner_is_made_and_invited(fresh_company: MakeCompany, mailoutbox: Any) -> None:
    company = fresh_company(name="Beta", owner_email="O@Beta.example")
    with tenant_context(company):
        owner = Employee.objects.get()
        assert (owner.role, owner.email) == ("owner", "o@beta.example")
        assert owner.user is not None
        assert not owner.user.has_usable_password()
    assert [mail.to for mail in mailoutbox] == [["o@beta.example"]]
    assert f"{company.base_url}/invitation/" in mailoutbox[0].body


@pytest.mark.parametrize(
    "step", ["role_statements", "grant_statements", "access_statements", "protect_tables"]
)
def test_a_failure_at_any_grant_leaves_nothing(
    step: str, committed: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise DatabaseError("no space left on device")

    monkeypatch.setattr(roles, step, fail)
    with pytest.raises(ProvisioningError, match="nothing was left behind: no space"):
        provision_tenant(
            slug="halfway", name="Halfway", first_facts={"owner_email": "o@half.example"}
        )
    assert traces("halfway") == (False, False, False)


def test_a_failing_receiver_leaves_nothing(committed: None, mailoutbox: Any) -> None:
    def fail(**kwargs: object) -> None:
        raise DatabaseError("receiver")

    tenant_provisioned.connect(fail, dispatch_uid="test.fail")
    try:
        with pytest.raises(ProvisioningError):
            provision_tenant(
                slug="halfway", name="Halfway", first_facts={"owner_email": "o@half.example"}
            )
    finally:
        tenant_provisioned.disconnect(dispatch_uid="test.fail")
    assert traces("halfway") == (False, False, False)
    assert not mailoutbox


def test_first_facts_are_handed_on_unread(committed: None) -> None:
    told: list[dict[str, object]] = []

    def hear(**kwargs: object) -> None:
        told.append(kwargs)
        raise DatabaseError("heard enough")

    facts = {"anything": object()}
    tenant_provisioned.connect(hear, dispatch_uid="test.hear")
    tenant_provisioned.disconnect(dispatch_uid="config.start_company")
    try:
        with pytest.raises(ProvisioningError, match="heard enough"):
            provision_tenant(slug="halfway", name="Halfway", first_facts=facts)
    finally:
        tenant_provisioned.disconnect(dispatch_uid="test.hear")
        receivers.connect()
    assert told[0]["first_facts"] == facts


def test_a_fact_that_nobody_knows_leaves_nothing(committed: None) -> None:
    with pytest.raises(TypeError, match="time_zon"):
        provision_tenant(slug="halfway", name="Halfway", first_facts={"time_zon": "Europe/Madrid"})
    assert traces("halfway") == (False, False, False)


def test_an_impossible_time_zone_leaves_nothing(committed: None) -> None:
    with pytest.raises(ValidationError, match="Mars"):
        provision_tenant(slug="halfway", name="Halfway", first_facts={"time_zone": "Mars/Olympus"})
    assert traces("halfway") == (False, False, False)


def test_an_impossible_owner_address_leaves_nothing(committed: None) -> None:
    with pytest.raises(ValidationError, match="mail"):
        provision_tenant(
            slug="halfway", name="Halfway", first_facts={"owner_email": "not an address"}
        )
    assert traces("halfway") == (False, False, False)


@pytest.mark.parametrize(
    ("slug", "subdomain", "sentence"),
    [
        ("public", None, "reserved"),
        ("pg_catalog", None, "reserved"),
        ("all", None, "reserved"),
        ("Acme", None, "lowercase letters"),
        ("a-b", None, "lowercase letters"),
        ("1a", None, "lowercase letters"),
        ("", None, "blank"),
        ("a" * 41, None, "at most 40|1 to 40"),
        ("fine", "www", "reserved"),
        ("fine", "a.b", "lowercase letters"),
        ("fine", "-a", "lowercase letters"),
        ("fine", "xn--a", "lowercase letters"),
        ("fine", "a" * 64, "at most 63|1 to 63"),
        ("admin", None, "reserved"),
    ],
)
def test_bad_words_are_refused_with_a_sentence(
    slug: str, subdomain: str | None, sentence: str, committed: None
) -> None:
    with pytest.raises(ValidationError, match=sentence):
        provision_tenant(slug=slug, name="Name", subdomain=subdomain)


def test_a_taken_slug_is_refused(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    with pytest.raises(TenantExists, match="with the slug"):
        provision_tenant(slug=company.slug, name="Twin", subdomain="twin")


def test_a_taken_address_is_refused(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    with pytest.raises(TenantExists, match="with the address"):
        provision_tenant(slug="twin", name="Twin", subdomain=company.subdomain)
    assert traces("twin") == (False, False, False)


def test_a_stray_schema_is_not_taken_over(committed: None) -> None:
    schemas.create_schema("tenant_stray")
    try:
        with pytest.raises(TenantExists, match="belongs to no company"):
            provision_tenant(slug="stray", name="Stray")
    finally:
        schemas.drop_schema("tenant_stray")


def test_two_at_once_make_one_company(committed: None) -> None:
    made: list[Tenant] = []
    refused: list[Exception] = []

    def work() -> None:
        try:
            with public_context():
                made.append(provision_tenant(slug="twins", name="Twins"))
        except (TenantExists, ProvisioningError) as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    try:
        assert (len(made), len(refused)) == (1, 3)
        assert traces("twins") == (True, True, True)
    finally:
        lifecycle.drop_tenant(made[0])


def test_suspending_withdraws_the_role_and_keeps_the_rows(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    company = fresh_company()
    with tenant_context(company):
        Employee.objects.create(name="Kept")
    lifecycle.suspend_tenant(company)
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pytest.fail("the block must not run")
    lifecycle.resume_tenant(company)
    with tenant_context(company):
        assert Employee.objects.get().name == "Kept"


def delete(company: Tenant, **options: float) -> None:
    """Delete a company in a thread."""
    with public_context():
        try:
            lifecycle.drop_tenant(company, **options)
        finally:
            connections.close_all()


def waits_for(other: "psycopg.Connection[Any]") -> bool:
    """Tell whether another transaction waits for this one."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT FROM pg_locks WHERE NOT granted AND %s = ANY(pg_blocking_pids(pid))",
            [other.info.backend_pid],
        )
        return bool(cursor.rowcount)


def test_deleting_lets_a_transaction_in_progress_finish(
    two_logins: None, fresh_company: MakeCompany
) -> None:
    """A request may use a table that is deleted first after one that is deleted last."""
    company = fresh_company(slug="short_lived")
    with ThreadPoolExecutor(1) as pool, reading(company) as request:
        deleting = pool.submit(delete, company)
        wait_until(lambda: waits_for(request))
        with pytest.raises(TenantUnavailable), tenant_context(company):
            pytest.fail("a request was let in meanwhile")
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
        for (table,) in request.execute(tables, [company.schema_name]).fetchall():
            request.execute(f"SELECT FROM {company.schema_name}.{table}")
        request.rollback()
        deleting.result(timeout=PATIENCE)
    assert traces("short_lived") == (False, False, False)


def test_deleting_gives_up_on_a_transaction_that_never_ends(fresh_company: MakeCompany) -> None:
    company = fresh_company()
    # In a thread, or it would wait for the end of this very block if it did not give up.
    with ThreadPoolExecutor(1) as pool, reading(company):
        deleting = pool.submit(delete, company, patience=0)
        with pytest.raises(TenantInUse, match="Delete it again later"):
            deleting.result(timeout=60)
    assert traces(company.slug) == (True, True, True)


def test_the_slug_never_changes(fresh_company: MakeCompany) -> None:
    company = Tenant.objects.get(pk=fresh_company().pk)
    company.slug = "another"
    with pytest.raises(ValidationError, match="never changes"):
        company.save()


def test_the_database_itself_refuses_a_bad_slug(committed: None) -> None:
    with pytest.raises(DatabaseError, match="tenant_slug_form"):
        Tenant.objects.create(slug="Bad-Slug", name="Bad", subdomain="bad")


def test_a_dropped_company_leaves_nothing_and_its_slug_can_be_used_again(
    fresh_company: MakeCompany,
) -> None:
    first = fresh_company(slug="reborn")
    with tenant_context(first):
        Employee.objects.create(name="Old")
    lifecycle.drop_tenant(first)
    assert traces("reborn") == (False, False, False)
    second = provision_tenant(slug="reborn", name="Reborn")
    try:
        assert second.realm != first.realm
        with tenant_context(second):
            assert not Employee.objects.exists()
    finally:
        lifecycle.drop_tenant(second)
