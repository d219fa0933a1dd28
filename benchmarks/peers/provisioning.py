"""Creation of companies in both of our projects, as by create_tenant."""

import io

from django.conf import settings
from django.core.management import call_command

from benchmarks.contenders import subdomain
from tenants.context import public_context
from tenants.history import history
from tenants.lifecycle import provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


@public_context()
def prepare() -> None:
    """Set up the server and create the tables in public."""
    if settings.ADMIN_DATABASE:
        call_command("setup_database", stdout=io.StringIO())
    call_command("migrate", verbosity=0)


@public_context()
def create(company: str) -> None:
    """Create a company."""
    provision_tenant(slug=company, name=company, subdomain=subdomain(company))


def schema(company: str) -> str:
    """Return the name of the company's schema."""
    return f"tenant_{company}"


@public_context()
def mark_reverted() -> None:
    """Record that all companies have this release's migrations."""
    Tenant.objects.using(OWNER_ALIAS).update(schema_version=history().version)
