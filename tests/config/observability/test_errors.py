"""Errors are counted by company and kind, and nobody is named."""

import logging
from pathlib import Path

import pytest

from config.observability import errors, slots
from tenants.context import tenant_context
from tenants.models import Tenant

NOW = 3_600_000.0


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "_own", {})
    monkeypatch.setattr(errors, "_published_at", 0.0)


def test_errors_of_the_last_day_are_counted_by_kind() -> None:
    for hours, kind in ((-30, "Old"), (0, "KeyError"), (1, "ValueError"), (2, "KeyError")):
        errors.count("acme", kind, now=NOW + hours * 3600)
    errors.count("corgi", "KeyError", now=NOW + 7200)
    assert errors.recent("acme", now=NOW + 7200) == {"KeyError": 2, "ValueError": 1}


def test_an_hour_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errors, "MOST_OF_AN_HOUR", 2)
    for number in range(5):
        errors.count("acme", f"Kind{number}", now=NOW)
    assert len(errors.recent("acme", now=NOW)) == 2


def test_the_errors_of_all_workers_are_added_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(slots, "_slot", "slot0")
    (tmp_path / "errors_slot1.json").write_text('{"1000": {"acme KeyError": 2}}')
    (tmp_path / "errors_slot2.json").write_text('{"10')
    errors.count("acme", "KeyError", now=NOW)
    assert errors.recent("acme", now=NOW) == {"KeyError": 3}
    assert (tmp_path / "errors_slot0.json").exists()


@pytest.mark.django_db
def test_what_is_logged_is_counted_without_its_words(acme: Tenant) -> None:
    logger = logging.getLogger("tests.counted")
    with tenant_context(acme):
        try:
            raise KeyError("ada@example.com")
        except KeyError:
            logger.exception("Of %s", "ada@example.com")
        logger.warning("Nothing to count.")
    logger.error("Of no company.")
    assert errors.recent(acme.slug) == {"KeyError": 1}
