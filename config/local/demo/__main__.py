"""`make demo`: set everything up and serve two companies until Ctrl-C."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from config.local.demo import port as ports
from config.local.demo.port import DemoError
from config.local.demo.server import DemoServer
from config.local.demo.stop import StopSignal
from config.local.demo.welcome import boxed, welcome
from config.local.demo.worker import DemoWorker

if TYPE_CHECKING:
    from tenants.models import Tenant

BASE_DIR = Path(__file__).resolve().parents[3]
STEPS = 7


def main() -> int:
    """Run the demo and return its exit code: 0 if it was stopped by a signal."""
    stop = StopSignal()
    try:
        _run(stop)
    except KeyboardInterrupt:
        pass
    except Exception as error:
        # Errors that the interruption caused are not worth a message.
        if not stop.was_received:
            if not isinstance(error, DemoError):
                raise
            sys.stderr.write(f"\n{error}\n")
    finally:
        stop.ignore()
    return 0 if stop.was_received else 1


def _run(stop: StopSignal) -> None:
    """Bind the port, prepare, serve and watch; clean up in every case."""
    port = ports.configured_port()
    sockets = ports.bind(port)
    server, worker, progress = None, None, Progress(stop)
    try:
        companies = _prepare(port, progress)
        progress.step(f"Starting the web server on port {port}, and the worker")
        with stop.deferred():
            server = DemoServer(sockets)
            worker = DemoWorker()
        server.wait_for_page(port, _host_with_page(companies))
        _show_welcome(companies, port)
        _watch(server, worker, stop)
    finally:
        stop.only_remember()
        if progress.has_begun:
            tell("\nStopping ...")
        _clean_up(server, worker)
        if progress.has_begun:
            tell("Stopped. The data is kept.")


def tell(line: str) -> None:
    """Print a line without buffering; ignore a closed pipe."""
    with suppress(BrokenPipeError):
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()


class Progress:
    """Prints numbered steps."""

    def __init__(self, stop: StopSignal) -> None:
        self._stop = stop
        self._done = 0

    @property
    def has_begun(self) -> bool:
        """Return whether the first step has begun."""
        return self._done > 0

    def step(self, description: str) -> None:
        """Print the step that begins."""
        self._stop.check()
        self._done += 1
        tell(f"[{self._done}/{STEPS}] {description}")


def _prepare(port: int, progress: Progress) -> "list[Tenant]":
    """Set up Django and then the demo; return its companies."""
    data_dir = (BASE_DIR / (os.environ.get("DATA_DIR") or ".data")).resolve()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATA_DIR": str(data_dir),
        "DEBUG": "off",
        # The demo's operator signs in with a password that this program prints.
        "OPERATOR_SECOND_FACTOR": "off",
        "SIGNUP": os.environ.get("SIGNUP", "open"),
        "HTTPS": "off",
        "BASE_DOMAIN": "localhost",
        "PORT": str(port),
        "PUBLIC_PORT": str(port),
    }
    import django
    from django.core.exceptions import ImproperlyConfigured

    from config.local import embedded

    try:
        # With DATABASE_URL the settings are those of a real server, except for these two.
        if not os.environ.get("SECRET_KEY"):
            os.environ["SECRET_KEY"] = embedded.secret_key(data_dir)
        if not os.environ.get("EMAIL_URL"):
            os.environ["EMAIL_URL"] = f"filemail://{quote(str(data_dir / 'mail'))}"
        django.setup()
    except (ImproperlyConfigured, embedded.EmbeddedPostgresError) as error:
        raise DemoError(str(error)) from error
    from config.local.demo import setup

    return setup.prepare(progress.step)


def _host_with_page(companies: "list[Tenant]") -> str:
    """Return a host whose page shows that the server is up."""
    served = [company.host for company in companies if company.is_active]
    return served[0] if served else "localhost"


def _show_welcome(companies: "list[Tenant]", port: int) -> None:
    """Print the addresses and the accounts in a box."""
    from django.conf import settings

    from config.local.demo import setup
    from config.local.demo.data.company import PIN

    text = welcome(
        companies,
        port=port,
        operator=setup.OPERATOR,
        password=setup.PASSWORD,
        pin=PIN,
        mail=getattr(settings, "EMAIL_FILE_PATH", None),
    )
    encoding = sys.stdout.encoding
    tell(boxed(text, encoding=encoding).encode(encoding, "replace").decode(encoding))


def _watch(server: DemoServer, worker: DemoWorker, stop: StopSignal) -> None:
    """Watch the web server, the worker and the database until the demo is stopped."""
    from django.conf import settings

    from config.local import embedded

    last_state = "running"
    while True:
        time.sleep(0.5)
        stop.check()
        server.raise_if_ended()
        worker.raise_if_ended()
        state = embedded.state(settings.DATA_DIR) if settings.LOCAL else "running"
        if state == "crashed":
            tell("PostgreSQL died. Starting it again ...")
            try:
                embedded.ensure_running(settings.DATA_DIR)
            except embedded.EmbeddedPostgresError as error:
                raise DemoError(str(error)) from error
        if state == "stopped" and last_state != "stopped":
            tell(
                "Somebody stopped PostgreSQL; the pages answer 503 meanwhile. "
                "This starts it again: .venv/bin/python manage.py check"
            )
        last_state = state


def _clean_up(server: DemoServer | None, worker: DemoWorker | None) -> None:
    """Stop the web server and the worker, then the database."""
    from config.local import embedded

    if worker:
        worker.terminate()
    if server:
        server.terminate()
        embedded.flush()
        server.wait_or_kill()
    if worker:
        worker.wait_or_kill()
    embedded.release()


if __name__ == "__main__":
    sys.exit(main())
