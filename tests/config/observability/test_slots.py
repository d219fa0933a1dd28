"""The places of workers, and the folder of their figures."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import pytest

from config.observability import slots
from tests.serving import ROOT

Worker = SimpleNamespace


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a gunicorn."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    return tmp_path


def test_a_worker_takes_the_first_place_that_is_free(place: Path) -> None:
    running = [Worker(slot="slot0"), Worker(slot="slot2"), Worker()]
    new = Worker()
    slots.assign(new, [*running, new])
    assert new.slot == "slot1"


def test_counters_stay_when_a_worker_ends_and_gauges_go(place: Path) -> None:
    for name in ("counter_slot0.db", "gauge_livesum_slot0.db", "gauge_livesum_slot1.db"):
        (place / name).touch()
    slots.leave(Worker(slot="slot0"))
    assert {file.name for file in place.iterdir()} == {"counter_slot0.db", "gauge_livesum_slot1.db"}


def test_a_new_worker_does_not_begin_with_what_a_killed_one_was_doing(place: Path) -> None:
    (place / "gauge_livesum_slot0.db").touch()
    slots.assign(Worker(), [])
    assert not list(place.iterdir())


def test_each_start_has_a_new_folder_and_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    left = tmp_path / f"shiftbook-metrics-{gone.pid}-x"
    kept = tmp_path / f"shiftbook-metrics-{os.getpid()}-x"
    other = tmp_path / "other"
    for folder in (left, kept, other):
        folder.mkdir()
        (folder / "counter_slot0.db").write_text("stale")
    script = (
        "from pathlib import Path; from config.observability import slots;"
        "folder = slots.open_folder(); print(folder, list(folder.iterdir()), folder.stat().st_mode)"
    )
    command = [sys.executable, "-c", script]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    made, files, mode = result.stdout.split(" ")
    assert Path(made).parent == Path(tempfile.gettempdir()).joinpath(tmp_path)
    assert (files, int(mode) & 0o777) == ("[]", 0o700)
    assert not left.exists()
    assert kept.exists()
    assert other.exists()
