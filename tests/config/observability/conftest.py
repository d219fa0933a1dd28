"""Figures that start at nothing, and a reader of what /metrics says."""

from collections.abc import Callable
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from config.observability import companies as recent
from config.observability import sources
from tenants.models import Tenant
from tests.conftest import TenantClient

TOKEN = "a-token-of-thirty-two-letters-and-more"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture(autouse=True)
def fresh_figures(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    """Let no test see what another one has counted or read."""
    monkeypatch.setattr(recent, "_own", recent.Window())
    anew = tuple(sources.Source(one.measure, one.seconds) for one in sources.SOURCES)
    monkeypatch.setattr(sources, "SOURCES", anew)
    settings.METRICS_TOKEN = TOKEN


def samples_of(text: str) -> Samples:
    """Return each sample's value by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@pytest.fixture
def scrape(companies: tuple[Tenant, Tenant]) -> Callable[[], Samples]:
    """Return a function that reads /metrics as Prometheus does."""
    client = TenantClient(None)

    def read() -> Samples:
        response = client.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
        assert response.status_code == 200
        return samples_of(response.content.decode())

    return read
