"""`make demo` as a process: its port, its output, its start and stop."""

import http.client
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.local.demo import port as ports
from config.local.embedded.cluster import Cluster
from tests.serving import ROOT, free_port
from tests.waiting import PATIENCE, wait_until


def environment(**changes: str) -> dict[str, str]:
    """Return our environment without the variables of the tests' database."""
    excluded = {"DATABASE_URL", "OWNER_DATABASE_URL", "SECRET_KEY", "EMAIL_URL", "BIND"}
    return {key: value for key, value in os.environ.items() if key not in excluded} | changes


def start_demo(data_dir: Path, port: int | str, log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "config.local.demo"],
            cwd=ROOT,
            env=environment(DATA_DIR=str(data_dir), PORT=str(port)),
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def get(port: int, host: str, path: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="shiftbook-demo-") as folder:
        yield Path(folder, "data")
        Cluster(Path(folder, "data")).stop()


def wait_for(line: str, demo: "subprocess.Popen[bytes]", log: Path) -> None:
    wait_until(lambda: line in log.read_text() or demo.poll() is not None)
    assert demo.poll() is None, log.read_text()


def test_demo_starts_serves_and_stops(data_dir: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    demo = start_demo(data_dir, port, log)
    try:
        wait_for("Ctrl-C stops everything", demo, log)
        assert get(port, "acme.localhost", "/login/")[0] == 200
        assert get(port, "corgicafe.localhost", "/login/")[0] == 200
        assert get(port, "localhost", "/admin/login/")[0] == 200
        assert get(port, "nobody.localhost", "/")[0] == 404
        # The worker looks after the shift that somebody forgot.
        wait_until(lambda: any((data_dir / "mail").glob("*")))
        second = start_demo(data_dir, port, tmp_path / "second")
        assert second.wait(PATIENCE) == 1
        assert f"Port {port} is already in use." in (tmp_path / "second").read_text()
    finally:
        demo.send_signal(signal.SIGTERM)
        code = demo.wait(PATIENCE)

    output_text = log.read_text()
    assert code == 0, output_text
    assert re.findall(r"\[(\d)/7\]", output_text) == list("1234567")
    assert f"http://acme.localhost:{port}/" in output_text
    assert "Traceback" not in output_text
    assert Cluster(data_dir).state() == "stopped"
    ports.close(ports.bind(port))


def test_demo_stopped_during_set_up_leaves_nothing_running(data_dir: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    demo = start_demo(data_dir, free_port(), log)
    wait_for("[2/7]", demo, log)
    demo.send_signal(signal.SIGINT)

    assert demo.wait(PATIENCE) == 0
    assert "Traceback" not in log.read_text()
    assert Cluster(data_dir).state() == "stopped"


def test_port_that_is_not_a_number_is_refused(tmp_path: Path) -> None:
    demo = start_demo(tmp_path / "data", "eighty", tmp_path / "log")

    assert demo.wait(PATIENCE) == 1
    assert 'PORT is "eighty". Write a whole number' in (tmp_path / "log").read_text()
    assert not (tmp_path / "data").exists()
