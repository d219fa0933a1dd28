"""The cage itself: nothing that follows means anything unless every row sings and is heard."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.postgres.fields import ArrayField
from django.core.cache import cache
from django.db import connection, models
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from psycopg import sql

from tenants.context import no_tenant, public_context, tenant_context
from tenants.exceptions import NoTenantError
from tenants.routers import tenant_labels
from tests.digest import digest
from tests.isolation.canaries import CACHE_KEYS, CLOSED, NOBODYS_ID, Canaries, canary_fields
from tests.isolation.conftest import Pair
from tests.isolation.watching import (
    ForeignCanary,
    WatchedClient,
    scan_response,
    unpacked,
)
from timetracking.models import Employee, Role

TEXT = (models.CharField, models.TextField, models.DecimalField, ArrayField)


def ids_of(field: Any) -> str:
    return str(field)


@pytest.mark.parametrize(("model", "field"), list(canary_fields()), ids=ids_of)
def test_every_column_with_room_holds_its_company_s_canary(
    model: type[models.Model], field: Any, canaries: Pair, db: None
) -> None:
    for company in canaries:
        with tenant_context(company.tenant):
            values = list(model._default_manager.values_list(field.name, flat=True))
        said = [_text(value) for value in values if value not in (None, "")]
        mute = [value for value in said if not any(text in value for text in company.strings)]
        assert said, (
            f"No row of {company.tenant.slug} says anything in {field}. Write a canary into it, in "
            "tests/isolation/canaries.py, fill(); if there is no room for one, say so in CLOSED."
        )
        assert not mute, f"{field} holds {mute[0]!r}, which is no canary: see canaries.py, fill()"


def _text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode(errors="replace")
    return str(value)


def test_every_table_of_a_company_has_rows(canaries: Pair, db: None) -> None:
    for label in tenant_labels():
        for model in apps.get_app_config(label).get_models(include_auto_created=True):
            with tenant_context(canaries[1].tenant):
                assert model._default_manager.exists(), (
                    f"{model._meta.label} is empty in the isolation suite. Write rows with "
                    "canaries in tests/isolation/canaries.py, fill()."
                )


def test_no_field_is_called_closed_that_is_not_there() -> None:
    for label, name in CLOSED:
        assert isinstance(apps.get_model(label)._meta.get_field(name), TEXT), (label, name)


def test_no_text_column_hides_from_the_models(ours: Canaries, db: None) -> None:
    """A table or column that a migration made without a model has no canary."""
    modelled = {
        (model._meta.db_table, field.column)
        for label in tenant_labels()
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
    }
    with tenant_context(ours.tenant), connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = %s AND table_name <> 'django_migrations'",
            [ours.tenant.schema_name],
        )
        columns = set(cursor.fetchall())
    assert columns == modelled


def test_both_companies_have_rows_of_the_same_ids(canaries: Pair, db: None) -> None:
    ids = []
    for company in canaries:
        with tenant_context(company.tenant):
            ids.append(set(Employee.objects.values_list("pk", flat=True)))
    ours, theirs = ids
    assert len(ours & theirs) >= 4
    assert canaries[1].own_id in theirs - ours
    assert not {NOBODYS_ID} & (ours | theirs)


def test_the_scanner_hears_every_canary_of_the_company_itself(ours: Canaries, db: None) -> None:
    with tenant_context(ours.tenant):
        user = ours.employee(Role.OWNER).user
    client = WatchedClient(ours, ours)
    assert user is not None
    with pytest.raises(ForeignCanary):
        client.force_login(user)
        client.get("/people/")


@pytest.mark.parametrize("place", ["body", "header", "cookie", "packed cookie", "stream"])
def test_the_scanner_looks_everywhere(place: str, theirs: Canaries) -> None:

    word = theirs.word("somewhere")
    response: Any = HttpResponse()
    if place == "stream":
        response = StreamingHttpResponse(iter([word[:5].encode(), word[5:].encode()]))
    elif place == "body":
        response.content = word.upper()
    elif place == "header":
        response["X-Word"] = word
    elif place == "cookie":
        response.set_cookie("word", word)
    else:
        storage: Any = CookieStorage(RequestFactory().get("/"))
        storage.add(20, f"Saved: {word}. " * 20)
        storage.update(response)
        assert word not in response.cookies["messages"].value
        assert any(word in layer for layer in unpacked(response.cookies["messages"].value))
    with pytest.raises(ForeignCanary):
        scan_response(response, theirs, where=place)


@pytest.mark.parametrize("key", CACHE_KEYS)
def test_the_cache_holds_each_company_s_own_value_under_the_same_key(
    key: str, canaries: Pair, db: None
) -> None:
    for company in canaries:
        with tenant_context(company.tenant):
            assert cache.get(key) == company.word(f"cache{key}")
    with public_context():
        assert cache.get(key) is None
    with no_tenant(), pytest.raises(NoTenantError):
        cache.get(key)


def test_a_company_clears_its_own_cache_key_alone(canaries: Pair, db: None) -> None:
    ours, theirs = canaries
    with tenant_context(ours.tenant):
        cache.set("shared", ours.marker, timeout=None)
    with tenant_context(theirs.tenant):
        cache.set("shared", theirs.marker, timeout=None)
        cache.delete("shared")
        assert cache.get("shared") is None
    with tenant_context(ours.tenant):
        assert cache.get("shared") == ours.marker


def test_a_digest_changes_with_a_single_character(theirs: Canaries, db: None) -> None:
    before = digest(theirs.tenant)
    with tenant_context(theirs.tenant), connection.cursor() as cursor:
        cursor.execute(
            sql.SQL("UPDATE {} SET notes = notes || '.' WHERE id = {}").format(
                sql.Identifier("work_logs"), sql.Literal(theirs.own_id)
            )
        )
    after = digest(theirs.tenant)
    assert {table for table in before if before[table] != after[table]} == {"work_logs"}
