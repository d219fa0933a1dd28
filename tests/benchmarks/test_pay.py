"""The benchmark of the pay engine computes what it says: overtime and premiums for everybody."""

import sys
import time

import pytest

from benchmarks import pay as benchmark
from timetracking.pay.engine.pay import pay


def test_everybody_has_overtime_and_premiums() -> None:
    for person in benchmark.people(6):
        result = pay(person, benchmark.PERIOD, benchmark.book())
        names = {line.name for line in result.lines}
        assert {"regular", "overtime", "sunday", "holiday"} <= names
        assert len(person.shifts) == len(benchmark.PERIOD.days) == 31


def test_the_same_people_are_measured_every_time() -> None:
    assert benchmark.people(3) == benchmark.people(3)


def test_it_prints_a_line_for_each_size(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["pay", "--sizes", "1", "2"])
    benchmark.main()
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("|")[2].strip() for line in lines[2:4]] == ["31", "62"]
    assert benchmark.seconds(1, time.process_time) < 1
