"""What a restore brings back, what it keeps, and for whom the restored company is a stranger."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import timezone

from accounts.links import INVITATION, LinkInvalid, make_token, user_for_token
from accounts.models import SecurityEvent, Session, User
from operations.backups import making, restoring
from operations.backups.errors import NotRestored
from tenants import domains
from tenants.backups import switching
from tenants.context import tenant_context
from tenants.exceptions import TenantInUse, TenantUnavailable
from tenants.lifecycle import drop_tenant, provision_tenant, suspend_tenant
from tenants.models import Domain, Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.catalog import catalog_of
from tests.conftest import TenantClient
from tests.digest import digest
from tests.tenants.migrating import LAST, back_to
from timetracking.base.authors import Author
from timetracking.kiosk import pairing
from timetracking.models import Employee, Kiosk, Location

SESSION_COOKIE = settings.SESSION_COOKIE_NAME


def kept_of(tenant: Tenant) -> list[str]:
    return [schema for schema, *_ in switching.kept_schemas(tenant.slug)]


def without_events(rows: dict[str, str]) -> dict[str, str]:
    """Leave out the log, to which the act itself is added."""
    return {table: value for table, value in rows.items() if table != "security_events"}


def plain(catalog: dict[str, Any]) -> dict[str, Any]:
    """Leave out the casts of lists of texts, which the server writes anew when it reads them."""
    constraints = [
        tuple(re.sub(r"::(character varying|text)(\[\])?|[()]", "", word) for word in row)
        for row in catalog["constraints"]
    ]
    return catalog | {"constraints": constraints}


@pytest.fixture
def copies(committed: None) -> Iterator[list[Tenant]]:
    """Return a list for companies to drop after the test."""
    made: list[Tenant] = []
    yield made
    for tenant in made:
        drop_tenant(tenant)


def test_a_restore_brings_back_every_row_and_right(
    company: Tenant, corgicafe: Tenant, folder: Path
) -> None:
    before, catalog, others = digest(company), catalog_of(company.schema_name), digest(corgicafe)
    backup = making.back_up(company)
    with tenant_context(company):
        Location.objects.update(name="Spoilt")
        late = Employee.objects.create(name="Late")
    restored = restoring.restore(backup.place)
    assert without_events(digest(company)) == without_events(before)
    assert plain(catalog_of(company.schema_name)) == plain(catalog)
    assert digest(corgicafe) == others
    with tenant_context(company):
        assert SecurityEvent.objects.latest("pk").event == "company_restored"
    assert restored.kept in kept_of(company)
    call_command("verify_audit", company.slug)
    with tenant_context(company):
        # The ids that were given since are not given again.
        assert Employee.objects.create(name="Next").pk > late.pk


def test_a_restore_is_taken_back_and_that_too(company: Tenant, folder: Path) -> None:
    backup = making.back_up(company)
    with tenant_context(company):
        Location.objects.create(name="Since")
    since = without_events(digest(company))
    restoring.restore(backup.place)
    restored = without_events(digest(company))
    restoring.undo(company)
    assert without_events(digest(company)) == since
    restoring.undo(company)
    assert without_events(digest(company)) == restored
    for schema in kept_of(company):
        switching.drop_kept(schema)
    with pytest.raises(NotRestored, match="Nothing is kept"):
        restoring.undo(company)


def test_what_is_kept_is_closed_to_the_company_and_goes_with_it(
    company: Tenant, folder: Path
) -> None:
    kept = restoring.restore(making.back_up(company).place).kept
    with (
        pytest.raises(Exception, match="permission denied"),
        tenant_context(company),
        connections["default"].cursor() as cursor,
    ):
        cursor.execute(f"SELECT FROM {kept}.users")
    drop_tenant(company)
    assert kept_of(company) == []


def test_sessions_that_ended_since_do_not_live_on(company: Tenant, folder: Path) -> None:
    clients = [TenantClient(company), TenantClient(company)]
    with tenant_context(company):
        user = User.objects.get()
    for client in clients:
        client.force_login(user)
    assert [client.get("/today/").status_code for client in clients] == [200, 200]
    backup = making.back_up(company)
    with tenant_context(company):
        Session.objects.get(pk=clients[0].cookies[SESSION_COOKIE].value).delete()
    restoring.restore(backup.place)
    assert [client.get("/today/").status_code for client in clients] == [302, 200]


def test_an_older_backup_is_migrated_forward(company: Tenant, folder: Path) -> None:
    back_to(f"{int(LAST[:4]) - 1:04}", company)
    backup = making.back_up(company)
    restored = restoring.restore(backup.place)
    assert LAST in Tenant.objects.get(pk=company.pk).schema_version
    assert catalog_of(company.schema_name)["migrations"][-1] == ("timetracking", LAST)
    assert LAST not in restored.manifest.version
    restoring.undo(company)  # what was kept is older too
    assert LAST in Tenant.objects.get(pk=company.pk).schema_version


def test_a_newer_backup_is_refused(company: Tenant, folder: Path) -> None:
    with tenant_context(company, using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("INSERT INTO django_migrations VALUES (99, 'accounts', '9999_x', now())")
    backup = making.back_up(company)
    with pytest.raises(NotRestored, match=r"newer release.*accounts\.9999_x"):
        restoring.restore(backup.place)


def test_a_suspended_company_stays_suspended(company: Tenant, folder: Path) -> None:
    backup = making.back_up(company)
    suspend_tenant(company)
    restoring.restore(backup.place)
    assert TenantClient(company).get("/login/").status_code == 403
    with pytest.raises(TenantUnavailable), tenant_context(company):
        pass
    call_command("resume_tenant", company.slug)
    assert TenantClient(company).get("/login/").status_code == 200


def test_a_company_that_is_gone_comes_back_with_its_id(
    company: Tenant, folder: Path, copies: list[Tenant]
) -> None:
    before, company_id = without_events(digest(company)), company.pk
    backup = making.back_up(company)
    drop_tenant(company)
    with connections[OWNER_ALIAS].cursor() as cursor:  # as in a database that was made anew
        name = "pg_get_serial_sequence('public.tenants_tenant', 'id')"
        cursor.execute(f"SELECT setval({name}, %s)", [company_id - 1])
    restored = restoring.restore(backup.place)
    copies.append(restored.tenant)
    assert restored.tenant.pk == backup.company
    assert without_events(digest(restored.tenant)) == before
    assert TenantClient(restored.tenant).get("/login/").status_code == 200
    with pytest.raises(NotRestored, match="keeps the address"):
        restoring.restore(backup.place, subdomain="elsewhere")
    copies.append(provision_tenant(slug="after_restore", name="After"))
    assert copies[1].pk > backup.company


def test_a_company_that_was_gone_has_the_domains_that_nobody_else_has(
    company: Tenant, folder: Path, copies: list[Tenant]
) -> None:
    for name in ("zeit.cafe-azul.es", "horas.cafe-azul.es"):
        domains.confirm(domains.claim(company, name)[0])
    domains.make_main(company, "zeit.cafe-azul.es")
    domains.claim(company, "unproved.cafe-azul.es")
    backup = making.back_up(company)
    drop_tenant(company)
    other = provision_tenant(slug="other_azul", name="Other")
    copies.append(other)
    domains.confirm(domains.claim(other, "horas.cafe-azul.es")[0])
    restored = restoring.restore(backup.place).tenant
    copies.append(restored)
    (domain,) = Domain.objects.filter(company=restored)
    assert domain.name == "zeit.cafe-azul.es"
    assert domain.verified_at is not None
    restored.refresh_from_db()
    assert restored.host == "zeit.cafe-azul.es"
    assert Client().get("/login/", headers={"host": restored.host}).status_code == 200


def test_a_slug_that_another_company_has_by_now_is_refused(
    company: Tenant, folder: Path, copies: list[Tenant]
) -> None:
    backup = making.back_up(company)
    drop_tenant(company)
    copies.append(provision_tenant(slug=company.slug, name="Another"))
    with pytest.raises(NotRestored, match="another company today"):
        restoring.restore(backup.place)


def test_a_copy_is_a_company_of_its_own(
    company: Tenant, folder: Path, copies: list[Tenant]
) -> None:
    with tenant_context(company):
        user = User.objects.get()
        ada = Employee.objects.get(user=user)
        kiosk, _ = pairing.create_kiosk(
            "Tablet", Location.objects.get(), manager=ada, by=Author(ada), now=timezone.now()
        )
    client = TenantClient(company)
    client.force_login(user)
    link = make_token(user, purpose=INVITATION, realm=company.realm)
    before = digest(company)
    backup = making.back_up(company)
    copy = restoring.restore(backup.place, slug=f"{company.slug}_2").tenant
    copies.append(copy)
    assert digest(company) == before
    assert copy.pk != company.pk
    with tenant_context(copy):
        assert User.objects.get().email == user.email
        assert not Session.objects.exists()
        assert Kiosk.objects.get(pk=kiosk.pk).revoked_at
        with pytest.raises(LinkInvalid):
            user_for_token(link, purpose=INVITATION, realm=copy.realm)
    with tenant_context(company):
        assert user_for_token(link, purpose=INVITATION, realm=company.realm) == user
        assert not Kiosk.objects.get(pk=kiosk.pk).revoked_at
    stranger = TenantClient(copy)
    stranger.cookies[SESSION_COOKIE] = client.cookies[SESSION_COOKIE].value
    assert stranger.get("/today/").status_code == 302
    assert client.get("/today/").status_code == 200
    call_command("verify_audit", copy.slug)


@pytest.mark.parametrize(
    ("slug", "subdomain", "sentence"),
    [
        ("acme_test", "", 'the slug "acme_test" already exists'),
        ("copy_2", "acme", 'the address "acme" already exists'),
    ],
)
def test_a_copy_needs_a_slug_and_an_address_of_its_own(
    slug: str, subdomain: str, sentence: str, company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    with pytest.raises(NotRestored, match=sentence):
        restoring.restore(backup.place, slug=slug, subdomain=subdomain)


def test_a_transaction_that_does_not_end_stops_a_restore_and_nothing_has_changed(
    company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    parameters = connections[OWNER_ALIAS].get_connection_params()
    parameters.pop("cursor_factory"), parameters.pop("context")
    before = digest(company)
    with psycopg.connect(**parameters) as busy:
        busy.execute(f"SELECT FROM {company.schema_name}.locations")
        with pytest.raises(TenantInUse, match="Nothing was changed"):
            restoring.restore(backup.place, patience=0.5)
    assert digest(company) == before
    assert kept_of(company) == []
