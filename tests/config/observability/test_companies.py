"""The busiest companies by name, and the others together."""

import json
from pathlib import Path

import pytest

from config.observability import companies, slots

NOW = 1_000_000.0


def test_the_busiest_have_their_names_and_the_rest_is_one() -> None:
    for number in range(50):
        for _ in range(number):
            companies.count(f"company{number}", now=NOW, requests=1, seconds=0.5)
    found = companies.busiest(2, now=NOW)
    assert list(found) == ["company49", "company48", "other"]
    assert found["company49"] == [49, 0, 24.5, 0, 0]
    assert found["other"][0] == sum(range(48))


def test_what_is_older_than_the_window_is_forgotten() -> None:
    companies.count("acme", now=NOW, requests=1)
    later = NOW + companies.MINUTES * 60
    companies.count("corgi", now=later, requests=1)
    assert set(companies.busiest(10, now=later)) == {"corgi"}


def test_a_clock_that_is_set_back_counts_on() -> None:
    companies.count("acme", now=NOW, requests=1)
    companies.count("acme", now=NOW - 86_400, requests=1)
    assert companies.busiest(10, now=NOW - 86_400) == {"acme": [1, 0, 0, 0, 0]}


def test_a_minute_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(companies, "MOST_OF_A_MINUTE", 3)
    for number in range(10):
        companies.count(f"company{number}", now=NOW, requests=1)
    assert companies.busiest(10, now=NOW)["other"][0] == 7


def test_workers_are_added_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(slots, "_slot", "slot0")
    for slot, file in {"slot1": '{"16666": {"acme": [2, 1, 0.5, 0, 4]}}', "slot2": '{"166'}.items():
        (tmp_path / f"companies_{slot}.json").write_text(file)
    companies.count("acme", now=NOW, requests=1)
    assert companies.busiest(10, now=NOW) == {"acme": [3, 1, 0.5, 0, 4]}
    assert json.loads((tmp_path / "companies_slot0.json").read_text())["16666"]["acme"][0] == 1


def test_a_new_worker_goes_on_where_the_one_before_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    monkeypatch.setattr(slots, "_slot", "slot0")
    companies.count("acme", now=NOW, requests=1)
    monkeypatch.setattr(companies, "_own", companies.Window())
    companies.count("acme", now=NOW + 1, requests=1)
    assert companies.busiest(10, now=NOW + 1)["acme"][0] == 2


def test_a_folder_that_cannot_be_written_stops_no_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "/nowhere/at/all")
    companies.count("acme", now=NOW, requests=1)
    assert companies.busiest(10, now=NOW)["acme"][0] == 1
