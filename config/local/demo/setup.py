"""The steps that prepare `make demo`; repeating one is quick and harmless."""

import fcntl
import io
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import Error as DatabaseError
from django.db import connections

from accounts.models import User
from config.local import embedded
from config.local.demo.port import DemoError
from config.local.embedded.server_user import say
from tenants.archiving import is_removed
from tenants.context import public_context
from tenants.exceptions import TenantError
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant

COMPANIES = {
    "acme": ("Acme Hotels", {"country": "ES", "time_zone": "Europe/Madrid", "language": "en"}),
    "corgicafe": ("Corgi Café", {"country": "DE", "language": "en"}),
}
OPERATOR = "operator@example.com"
PASSWORD = "demo-password"  # noqa: S105 - not secret: printed at every start

Tell = Callable[[str], None]


def prepare(tell: Tell) -> list[Tenant]:
    """Start the database, migrate and create missing data; return the demo's companies."""
    try:
        return _prepare(tell)
    except embedded.EmbeddedPostgresError as error:
        raise DemoError(str(error)) from error
    except (DatabaseError, CommandError, TenantError, ValidationError, OSError) as error:
        reason = " ".join(str(error).split())
        hint = "" if settings.LOCAL else " Check DATABASE_URL, OWNER_DATABASE_URL and that server."
        raise DemoError(f"The step above failed: {reason}{hint}") from error
    finally:
        connections.close_all()


@public_context()
def _prepare(tell: Tell) -> list[Tenant]:
    if settings.LOCAL:
        tell(f"Starting PostgreSQL 18 in {settings.DATA_DIR}")
        embedded.ensure_running(settings.DATA_DIR)
    else:
        tell(f"Using the database {settings.DATABASES['default']['NAME']} of DATABASE_URL")
    with _setup_lock(settings.DATA_DIR):
        tell("Migrating the shared tables")
        _run("migrate", interactive=False, verbosity=0)
        tell("Migrating the companies")
        _run("migrate_tenants")
        tell(f"Creating the companies {' and '.join(COMPANIES)}, unless they exist")
        companies = [company for slug in COMPANIES if (company := _company(slug))]
        tell("Adding people and shifts, unless they exist")
        for company in companies:
            if company.is_active:
                domain = f"{company.slug}.example"
                _run("tenant_command", company.slug, "seed_demo", "--domain", domain)
        if not User.objects.filter(email=OPERATOR).exists():
            User.objects.create_superuser(OPERATOR, PASSWORD)
        tell("Compiling the translations and collecting the static files")
        _run("compilemessages")
        _run("collectstatic", interactive=False, verbosity=0)
    return companies


def _company(slug: str) -> Tenant | None:
    """Return a demo company; create it unless it exists, or an operator has removed it (None)."""
    name, facts = COMPANIES[slug]
    tenant = Tenant.objects.filter(slug=slug).first()
    if tenant is None and is_removed(slug):
        return None
    return tenant or provision_tenant(slug=slug, name=name, first_facts=facts)


def _run(command: str, *arguments: str, **options: object) -> None:
    """Run a management command silently; if it fails, the error contains its output."""
    output = io.StringIO()
    try:
        call_command(command, *arguments, stdout=output, stderr=output, no_color=True, **options)
    except CommandError as error:
        raise CommandError(f"{command}: {error}. {output.getvalue()}") from error


@contextmanager
def _setup_lock(data_dir: Path) -> Iterator[None]:
    """Hold a lock, so that no other demo prepares the same folder."""
    folder = os.open(data_dir, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another demo that is setting up the same DATA_DIR ...")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
