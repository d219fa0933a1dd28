"""What is measured when /metrics is read: how many queries, and what a failure does."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from prometheus_client import Metric

from config.observability import sources
from operations.backups import catalogue, public
from operations.backups.storing import Stored
from tenants import wakeups
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tests.config.observability.conftest import Samples

Scrape = Callable[[], Samples]


def value(samples: Samples, name: str, **labels: str) -> float | None:
    return samples.get((name, frozenset(labels.items())))


@pytest.fixture
def extra(committed: None) -> Iterator[TenantQuerySet]:
    """Add sixty companies to the registry, without schemas."""
    version = Tenant.objects.values_list("schema_version", flat=True)[0]
    registry = Tenant.objects.using(OWNER_ALIAS)
    added = registry.filter(slug__startswith="extra")
    registry.bulk_create(
        Tenant(slug=f"extra{one}", name="Extra", subdomain=f"extra{one}", schema_version=version)
        for one in range(60)
    )
    yield added
    added.delete()


def queries_of(scrape: Scrape, monkeypatch: pytest.MonkeyPatch) -> int:
    anew = tuple(sources.Source(one.measure, one.seconds) for one in sources.SOURCES)
    monkeypatch.setattr(sources, "SOURCES", anew)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        scrape()
    return len([query for query in queries if "SAVEPOINT" not in query["sql"]])


def test_the_number_of_queries_does_not_grow_with_the_companies(
    extra: TenantQuerySet, scrape: Scrape, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = queries_of(scrape, monkeypatch)
    extra.delete()
    assert queries_of(scrape, monkeypatch) == many
    assert many <= 5 + 2 * len(sources.SOURCES)  # BEGIN and COMMIT of each


def test_answers_are_kept_for_some_seconds(db: None, scrape: Scrape) -> None:
    scrape()
    with CaptureQueriesContext(connection) as queries:
        scrape()
    assert len(queries) == 0


def test_companies_are_counted_by_state_and_level(extra: TenantQuerySet, scrape: Scrape) -> None:
    extra.filter(slug="extra0").update(is_active=False, schema_version="")
    extra.filter(slug="extra1").update(is_read_only=True, schema_version="")
    found = scrape()
    assert value(found, "shiftbook_companies", state="suspended") == 1
    assert value(found, "shiftbook_companies", state="read-only") == 1
    assert value(found, "shiftbook_companies", state="served") == 60
    assert value(found, "shiftbook_companies_behind") == 1


def test_sizes_are_of_the_largest_companies(
    db: None, scrape: Scrape, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {"acme": 30, "corgi": 20, "tiny": 2, "small": 3}
    monkeypatch.setattr("tenants.sizes.estimated_bytes", lambda: found)
    settings.METRICS_COMPANIES = 2
    samples = scrape()
    assert value(samples, "shiftbook_company_bytes", company="acme") == 30
    assert value(samples, "shiftbook_company_bytes", company="other") == 5
    assert value(samples, "shiftbook_company_bytes", company="tiny") is None
    assert (value(samples, "shiftbook_database_bytes") or 0) > 1_000_000


def test_jobs_that_are_due_or_were_set_aside_are_reported(
    db: None, scrape: Scrape, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = wakeups.Figures(due=3, oldest=timedelta(minutes=2), aside=1)
    monkeypatch.setattr("tenants.wakeups.figures", lambda: told)
    found = scrape()
    assert value(found, "shiftbook_companies_with_due_jobs") == 3
    assert value(found, "shiftbook_jobs_failed") == 1
    assert value(found, "shiftbook_oldest_job_age_seconds") == 120


def test_the_oldest_backups_are_reported(
    extra: TenantQuerySet, scrape: Scrape, settings: Any
) -> None:
    settings.METRICS_COMPANIES = 1
    for number, hours in ((0, 30), (1, 2)):
        taken_at = timezone.now() - timedelta(hours=hours)
        tenant = extra.get(slug=f"extra{number}")
        backup = catalogue.begin(tenant, address=f"/{number}", run=0, now=taken_at)
        catalogue.complete(backup, Stored(1, "0" * 64))
        catalogue.record_verification(f"/{number}", "")
    try:
        found = scrape()
    finally:
        catalogue.rows().filter(slug__startswith="extra").delete()
    age = value(found, "shiftbook_backup_age_seconds", company="extra0") or 0
    assert 30 * 3600 <= age < 31 * 3600
    assert value(found, "shiftbook_backup_age_seconds", company="extra1") is None
    assert value(found, "shiftbook_backup_age_seconds", company="other") is None
    others = Tenant.objects.exclude(slug__in=["extra0", "extra1"])
    assert value(found, "shiftbook_companies_without_backup") == others.count()


def test_the_backup_of_the_operator_s_rows_has_an_age_of_its_own(
    committed: None, scrape: Scrape
) -> None:
    before = scrape()
    assert value(before, "shiftbook_public_without_backup") == 1
    assert value(before, "shiftbook_public_backup_age_seconds") is None
    taken_at = timezone.now() - timedelta(hours=40)
    backup = catalogue.begin(public.OWNER, address="/public", run=0, now=taken_at)
    catalogue.complete(backup, Stored(1, "0" * 64))
    try:
        catalogue.record_verification("/public", "")
        for source in sources.SOURCES:
            source.read_at = float("-inf")
        found = scrape()
    finally:
        catalogue.rows().filter(place="/public").delete()
    assert value(found, "shiftbook_public_without_backup") == 0
    age = value(found, "shiftbook_public_backup_age_seconds") or 0
    assert 40 * 3600 <= age < 41 * 3600


def test_a_source_that_fails_is_down_and_the_others_are_there(
    db: None, scrape: Scrape, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> Iterator[Metric]:
        Tenant.objects.get(slug="nobody")
        yield from ()

    added = (sources.Source(broken, 10), *sources.SOURCES)
    monkeypatch.setattr(sources, "SOURCES", added)
    found = scrape()
    assert value(found, "shiftbook_source_up", source="broken") == 0
    assert value(found, "shiftbook_source_up", source="companies") == 1
    assert "The metrics of broken could not be read." in caplog.text
