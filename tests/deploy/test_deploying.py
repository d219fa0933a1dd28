"""deploy/deploy.sh: its order, its stop at the first failure, and that no visitor notices."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tenants.models import Tenant
from tests.deploy import activation
from tests.serving import NO_TLS, ROOT, Server

SCRIPT = str(ROOT / "deploy" / "deploy.sh")
STEPS = [
    "manage.py compilemessages",
    "manage.py collectstatic --noinput -v0",
    "manage.py check --deploy --fail-level ERROR",
    "manage.py migrate --noinput",
    "manage.py migrate_tenants --jobs 2",
    "manage.py migrate_tenants --check",
    "restart",
]


def pretend(folder: Path, failing: str = "") -> subprocess.CompletedProcess[str]:
    """Run the script with a Python that only notes what it is told, and fails at one step."""
    python, log = folder / "python", folder / "log"
    python.write_text(f'#!/bin/sh\necho "$*" >> {log}\n[ "$*" != "{failing}" ]\n')
    python.chmod(0o700)
    restart = f"echo restart >> {log}" + ("; exit 3" if failing == "restart" else "")
    return subprocess.run(
        [SCRIPT],
        env={"PATH": os.environ["PATH"], "PYTHON": str(python), "RESTART": restart},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_database_is_ready_before_the_new_release_serves(tmp_path: Path) -> None:
    result = pretend(tmp_path)
    assert result.returncode == 0, result.stderr
    done = (tmp_path / "log").read_text().splitlines()
    assert done[: len(STEPS)] == STEPS
    assert "healthz" in done[len(STEPS)]
    assert result.stdout.endswith("Done.\n")


@pytest.mark.parametrize("failing", STEPS)
def test_it_stops_at_the_first_step_that_fails(failing: str, tmp_path: Path) -> None:
    result = pretend(tmp_path, failing)
    assert result.returncode != 0
    assert "Stopped at: " in result.stderr
    assert (tmp_path / "log").read_text().splitlines() == STEPS[: STEPS.index(failing) + 1]


class Visitor(threading.Thread):
    """Opens a page again and again, with a new connection each time."""

    def __init__(self, port: int, company: Tenant) -> None:
        super().__init__(daemon=True)
        self.address = f"http://127.0.0.1:{port}/login/"
        self.headers = {"Host": f"{company.host}:{port}", "Connection": "close"}
        self.answers: list[int | str] = []
        self.is_over = threading.Event()

    def run(self) -> None:
        """Visit until it is over."""
        while not self.is_over.is_set():
            try:
                response = httpx.get(self.address, headers=self.headers, timeout=120, verify=NO_TLS)
                self.answers.append(response.status_code)
            except httpx.TransportError as error:
                self.answers.append(repr(error))


@pytest.mark.several_connections
def test_visitors_do_not_notice_that_a_release_is_deployed(
    fresh_company: Callable[..., Tenant], tmp_path: Path
) -> None:
    company, server = fresh_company(), Server()
    server.folder.cleanup()  # it is not this one that serves
    with socket.create_server(("127.0.0.1", 0), backlog=512) as listening:
        listening.set_inheritable(True)
        port, number = listening.getsockname()[1], str(listening.fileno())
        command = [sys.executable, "-m", "tests.deploy.activation", number, str(tmp_path)]
        variables = {
            **server.environment,
            "PORT": str(port),
            "EMAIL_URL": "consolemail://",
            "PYTHON": sys.executable,
            "RESTART": " ".join(command),
            "HEALTH_URL": f"http://127.0.0.1:{port}/healthz",
        }
        started = subprocess.run(
            command, cwd=ROOT, env=variables, pass_fds=[listening.fileno()], check=True
        )
        visitor = Visitor(port, company)
        visitor.start()
        try:
            result = subprocess.run(
                [SCRIPT],
                env=variables,
                pass_fds=[listening.fileno()],
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            visitor.is_over.set()
            visitor.join(timeout=150)
            activation.end(int((tmp_path / "pid").read_text()))
    assert started.returncode == 0
    assert result.returncode == 0, result.stdout + result.stderr
    assert len(visitor.answers) > 5
    assert set(visitor.answers) == {200}
