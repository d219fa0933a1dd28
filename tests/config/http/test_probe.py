"""The health check of a container."""

import http.server
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from config.http import probe
from tests.serving import ROOT


@pytest.fixture(params=[200, 503])
def answering(request: pytest.FixtureRequest) -> Iterator[tuple[int, int]]:
    """Return the port of a server, and the status that its /healthz has."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(request.param if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *args: Any) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port, request.param
        server.shutdown()
        thread.join()


def test_the_health_check_tells_what_healthz_says(
    answering: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    port, status = answering
    monkeypatch.setenv("PORT", str(port))
    assert probe.main() == (0 if status == 200 else 1)


def test_the_health_check_fails_if_nothing_answers() -> None:
    command = [sys.executable, "-m", "config.http.probe"]
    result = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PORT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr == "No answer: ConnectionRefusedError.\n"
