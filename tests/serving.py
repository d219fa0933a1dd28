"""A real gunicorn with the test database, for what a test client cannot test."""

import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import quote

import httpx
from django.conf import settings

from tenants.models import Tenant
from tests.waiting import PATIENCE

ROOT = Path(__file__).resolve().parent.parent
# Shared, and without certificates, because every client would read or make its own.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def free_port() -> int:
    """Return a port that is free at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def database_url(alias: str) -> str:
    """Return the URL of the test database for the login of an alias."""
    database: dict[str, Any] = settings.DATABASES[alias]
    password = f":{quote(database['PASSWORD'], safe='')}" if database.get("PASSWORD") else ""
    port = f":{database['PORT']}" if database.get("PORT") else ""
    host = database["HOST"] or dict(database.get("OPTIONS", {})).get("host", "localhost")
    path = f"{database['NAME']}?host={quote(host, safe='')}"
    return f"postgres://{database['USER']}{password}@{port}/{path}"


@cache
def _static_data_dir() -> Path:
    """Collect the static files once per run, and return the DATA_DIR that holds them."""
    folder: Path = settings.DATA_DIR / "serving"
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(folder)},
        check=True,
    )
    return folder


def environment() -> dict[str, str]:
    """Return the environment with which our programs use the test database."""
    return {
        **{key: value for key, value in os.environ.items() if not key.startswith("PYTEST")},
        "DATABASE_URL": database_url("default"),
        "OWNER_DATABASE_URL": database_url("owner"),
        "SECRET_KEY": settings.SECRET_KEY,
        "DEBUG": "off",
        "HTTPS": "off",
        "BASE_DOMAIN": settings.BASE_DOMAIN,
    }


class Server:
    """A gunicorn that serves while the block runs; its log can be read afterwards."""

    def __init__(self, **changes: str) -> None:
        self.port = free_port()
        self.folder = tempfile.TemporaryDirectory(prefix="shiftbook-serving-")
        self.environment = {
            **environment(),
            "PORT": str(self.port),
            "BIND": f"127.0.0.1:{self.port}",
            "WEB_CONCURRENCY": "2",
            "EMAIL_URL": f"filemail://{self.folder.name}/mail",
            "DATA_DIR": str(_static_data_dir()),
            **changes,
        }

    def __enter__(self) -> Self:
        self.log = Path(self.folder.name, "gunicorn.log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "config/gunicorn.py", "config.wsgi"],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.wait()
        return self

    def wait(self, seconds: float = PATIENCE) -> None:
        """Wait until the server responds."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/healthz", timeout=60, verify=NO_TLS)
            except httpx.TransportError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"gunicorn does not answer:\n{self.output()}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
        self.log.close()
        self.folder.cleanup()

    def output(self) -> str:
        """Return what the server has logged so far."""
        return Path(self.folder.name, "gunicorn.log").read_text()

    def workers(self) -> list[int]:
        """Return the process ids of the running workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def client(self, tenant: Tenant | None = None) -> httpx.Client:
        """Return a client for a company's host, or for the base domain."""
        host = tenant.host if tenant else settings.BASE_DOMAIN
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Host": f"{host}:{self.port}"},
            timeout=60,
            verify=NO_TLS,
        )
