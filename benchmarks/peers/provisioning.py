"""What both of our projects do to have a company: as create_tenant does it."""

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
    """Set up the server, and public's tables."""
    if settings.ADMIN_DATABASE:
        call_command("setup_database", stdout=io.StringIO())
    call_command("migrate", verbosity=0)


@public_context()
def create(company: str) -> None:
    """Make a company."""
    provision_tenant(slug=company, name=company, subdomain=subdomain(company))


def schema(company: str) -> str:
    """Name the company's schema."""
    return f"tenant_{company}"


@public_context()
def taken_back() -> None:
    """Write down that all companies are where this release is."""
    Tenant.objects.using(OWNER_ALIAS).update(schema_version=history().version)
