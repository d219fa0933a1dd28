"""Sessions, messages and cache entries of one company are void in another."""

from typing import Any

import psycopg
import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.cache import cache
from django.core.signing import BadSignature
from django.db import connection
from django.http import HttpRequest, HttpResponse

from tenants.context import no_tenant, tenant_context
from tenants.exceptions import NoTenantError
from tenants.models import Tenant
from tenants.sealed import MessageStorage, SessionStore


def test_a_session_is_read_by_its_company_alone(acme: Tenant, corgicafe: Tenant, db: None) -> None:
    with tenant_context(acme):
        session = SessionStore()
        session["word"] = "acme"
        session.save()
        sealed = session.encode({"word": "acme"})
        assert SessionStore(session.session_key)["word"] == "acme"
        assert session.decode(sealed) == {"word": "acme"}
    with tenant_context(corgicafe):
        assert "word" not in SessionStore(session.session_key)
        assert SessionStore().decode(sealed) == {}
    assert SessionStore().decode(sealed) == {}


def test_a_session_is_not_made_outside_a_company(db: None) -> None:
    with no_tenant(), pytest.raises(NoTenantError):
        SessionStore().encode({})


def message_cookie(tenant: Tenant) -> str:
    with tenant_context(tenant):
        response = HttpResponse()
        storage = MessageStorage(HttpRequest())
        storage._store([Message(constants.INFO, "acme's own words")], response)  # type: ignore[attr-defined]
    return str(response.cookies["messages"].value)


def read_messages(tenant: Tenant, cookie: str) -> list[str]:
    request = HttpRequest()
    request.COOKIES["messages"] = cookie
    with tenant_context(tenant):
        return [str(message) for message in MessageStorage(request)]


def test_messages_are_read_by_their_company_alone(
    acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    cookie = message_cookie(acme)
    assert read_messages(acme, cookie) == ["acme's own words"]
    assert read_messages(corgicafe, cookie) == []


def test_a_signed_cookie_is_read_by_its_company_alone(
    acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    with tenant_context(acme):
        response = HttpResponse()
        response.set_signed_cookie("word", "acme's own")
    request = HttpRequest()
    request.COOKIES["word"] = response.cookies["word"].value
    with tenant_context(acme):
        assert request.get_signed_cookie("word") == "acme's own"
    with tenant_context(corgicafe), pytest.raises(BadSignature):
        request.get_signed_cookie("word")


def test_the_same_cache_key_is_another_entry_in_every_company(
    acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    for tenant in (acme, corgicafe):
        with tenant_context(tenant):
            assert cache.get("key") is None
            cache.set("key", tenant.slug)
    cache.set("key", "public")
    with tenant_context(acme):
        assert cache.get("key") == "acme_test"
        cache.delete("key")
    with tenant_context(corgicafe):
        assert cache.get("key") == "corgi_test"
    assert cache.get("key") == "public"
    cache.clear()


@pytest.mark.parametrize("act", [lambda: cache.get("x"), lambda: cache.set("x", 1)])
def test_the_cache_is_refused_where_no_company_was_entered(act: Any) -> None:
    with no_tenant(), pytest.raises(NoTenantError):
        act()


def test_a_company_s_role_sees_its_own_row_of_the_registry_alone(
    two_logins: None, acme: Tenant, corgicafe: Tenant, db: None
) -> None:
    with tenant_context(acme), connection.cursor() as cursor:
        cursor.execute("SELECT slug FROM public.tenants_tenant")
        assert cursor.fetchall() == [("acme_test",)]
        cursor.execute("SELECT count(*) FROM public.tenants_tenant WHERE slug = 'corgi_test'")
        assert cursor.fetchone() == (0,)
    assert set(Tenant.objects.values_list("slug", flat=True)) >= {"acme_test", "corgi_test"}


def test_a_stranger_s_login_sees_no_company(two_logins: None, acme: Tenant, db: None) -> None:
    from django.conf import settings

    facts: dict[str, Any] = settings.DATABASES["owner"]
    parameters = {"host": facts["HOST"], "port": facts["PORT"], "dbname": facts["NAME"]}
    if facts.get("PASSWORD"):
        parameters["password"] = facts["PASSWORD"]
    with psycopg.connect(**parameters, user=facts["USER"]) as owner:
        owner.execute("CREATE ROLE tenant_nobody_test")
        owner.execute("GRANT tenant_nobody_test TO CURRENT_USER WITH SET TRUE")
        owner.execute("SET LOCAL ROLE tenant_nobody_test")
        found = owner.execute("SELECT count(*) FROM public.tenants_tenant").fetchone()
        owner.rollback()
    assert found == (0,)
