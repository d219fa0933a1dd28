"""What an operator switches on for one company, by the command."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections, transaction

from accounts.models import SecurityEvent
from accounts.security import wording
from operations.features import switching
from tenants import resolver
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.catalog import catalog_of
from timetracking.models import Employee
from timetracking.staff.similar_names import NAMES, distance_to

MakeCompany = Callable[..., Tenant]


def feature(*arguments: str) -> str:
    said = io.StringIO()
    call_command("tenant_feature", *arguments, stdout=said, no_color=True)
    return said.getvalue()


def features_of(company: Tenant) -> dict[str, Any]:
    return dict(Tenant.objects.get(pk=company.pk).features)


@pytest.fixture
def company(fresh_company: MakeCompany) -> Tenant:
    return fresh_company()


def has_index(company: Tenant) -> bool:
    return any(row[0] == NAMES.name for row in catalog_of(company.schema_name)["relations"])


def test_what_is_switched_on_is_stored_listed_and_in_both_logs(company: Tenant) -> None:
    said = feature(company.slug, "--enable", "people-limit=50", "statement-timeout=3")
    assert "people-limit is 50 (people)." in said
    assert features_of(company) == {"people-limit": 50, "statement-timeout": 3}
    feature(company.slug, "--enable", "people-limit=60", "--disable", "statement-timeout")
    assert features_of(company) == {"people-limit": 60}
    listed = feature(company.slug)
    assert "people-limit: on, 60 people (0 in use). How many people" in listed
    assert "fuzzy-search: off." in listed
    assert "read-only: off. People sign in and read. It is a state: manage.py suspend" in listed
    changed = {"people-limit": [50, 60], "statement-timeout": [3, None]}
    with tenant_context(company):
        event = SecurityEvent.objects.latest("pk")
        assert (event.event, event.detail) == ("company_changed", changed)
        assert wording.facts(event.detail)[0].label == "Limit of people"
    with public_context():
        logged = SecurityEvent.objects.filter(detail__company=company.slug).latest("pk")
        assert logged.detail == {"company": company.slug, **changed}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--enable", "people-limit=abc"], 'people-limit is "abc". Enter a whole number from 1 to'),
        (["--enable", "people-limit=0"], "Enter a whole number from 1"),
        (["--enable", "people-limit=-5"], "Enter a whole number from 1"),
        (["--enable", "people-limit=" + "9" * 400], "to 100000"),
        (["--enable", "people-limit=٣"], "Enter a whole number"),
        (["--enable", "people-limit"], "such as people-limit=1000"),
        (["--enable", "people-limit="], "such as people-limit=1000"),
        (["--enable", "security-log-days=10"], "from 401 to 7300"),
        (["--enable", "fuzzy-search=2"], "takes no value"),
        (["--enable", "peple-limit=5"], 'Did you mean "people-limit"?'),
        (["--disable", "zzzz"], 'no feature "zzzz". There are: fuzzy-search, people-limit'),
        (["--enable", "read-only"], "suspend_tenant SLUG --read-only"),
        (["--enable", "fuzzy-search", "--disable", "fuzzy-search"], "on and off at the same time"),
        (["--enable", "people-limit=1", "people-limit=2"], "people-limit is given twice"),
    ],
)
@pytest.mark.parametrize("rehearsal", [[], ["--dry-run"]])
def test_what_cannot_be_gets_a_sentence_and_changes_nothing(
    options: list[str], sentence: str, rehearsal: list[str], acme: Tenant, committed: None
) -> None:
    with pytest.raises(CommandError) as refused:
        feature(acme.slug, "--enable", "storage-limit=500", *options, *rehearsal)
    assert sentence in str(refused.value)
    assert features_of(acme) == {}


def test_a_rehearsal_says_what_would_change_and_rolls_it_back(company: Tenant) -> None:
    said = feature(company.slug, "--enable", "fuzzy-search", "people-limit=3", "--dry-run")
    assert "fuzzy-search is on." in said
    assert said.endswith("Nothing was changed.\n")
    assert features_of(company) == {}
    assert not has_index(company)
    assert "Nothing was changed." in feature(company.slug, "--disable", "people-limit")


def test_other_requests_of_this_process_follow_at_once(company: Tenant) -> None:
    assert resolver.tenant_at(company.subdomain).features == {}
    feature(company.slug, "--enable", "request-limit=1")
    assert resolver.tenant_at(company.subdomain).features == {"request-limit": 1}


def test_a_company_s_role_reads_its_features_and_writes_none(company: Tenant) -> None:
    feature(company.slug, "--enable", "people-limit=3")
    with tenant_context(company), connection.cursor() as cursor:
        cursor.execute("SELECT slug, features->>'people-limit' FROM public.tenants_tenant")
        assert cursor.fetchall() == [(company.slug, "3")]
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        tenant_context(company),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE public.tenants_tenant SET features = '{}'")
    assert features_of(company) == {"people-limit": 3}


def test_the_index_is_this_company_s_alone_and_goes_with_the_feature(
    company: Tenant, acme: Tenant, fresh_company: MakeCompany
) -> None:
    feature(company.slug, "--enable", "fuzzy-search")
    assert has_index(company)
    assert not has_index(acme)
    assert not has_index(fresh_company())
    # It is used: by the order of the distances.
    with tenant_context(company, using=OWNER_ALIAS):
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        closest = Employee.objects.using(OWNER_ALIAS).order_by(distance_to("gonzales"))
        assert NAMES.name in closest[:5].explain()
    # One that is missing is made anew.
    with tenant_context(company, using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f"DROP INDEX {NAMES.name}")
    feature(company.slug, "--enable", "fuzzy-search")
    assert has_index(company)
    feature(company.slug, "--disable", "fuzzy-search")
    assert not has_index(company)
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'")
        assert cursor.fetchone() == (1,)


def test_two_operators_do_not_undo_each_other(company: Tenant) -> None:
    stale = Tenant.objects.get(pk=company.pk)
    switching.change(company, on={"people-limit": "5"})
    switching.change(stale, on={"storage-limit": "50"})
    assert features_of(company) == {"people-limit": 5, "storage-limit": 50}
    assert stale.features == features_of(company)


def test_the_timeout_of_its_statements_is_the_company_s_own(company: Tenant, acme: Tenant) -> None:
    feature(company.slug, "--enable", "statement-timeout=3")
    company.refresh_from_db()
    shown = []
    for one in (company, acme):
        with tenant_context(one), connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('statement_timeout')")
            shown.append(cursor.fetchone()[0])
    with public_context(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout')")
        shown.append(cursor.fetchone()[0])
    assert shown == ["3s", "10s", "10s"]


def test_an_archived_company_says_what_to_do_first(company: Tenant) -> None:
    rows = Tenant.objects.using(OWNER_ALIAS).filter(pk=company.pk)
    rows.update(is_active=False, is_archived=True)
    try:
        with pytest.raises(CommandError, match="Bring it back first"):
            feature(company.slug, "--enable", "people-limit=5")
        assert "people-limit: off" in feature(company.slug)
    finally:
        rows.update(is_archived=False)
