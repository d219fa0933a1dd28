"""Companies made as create_tenant makes them."""

import io
from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command

from benchmarks.contenders import subdomain
from benchmarks.peers.staff.models import fill
from tenants.context import tenant_context
from tenants.lifecycle import drop_tenant, provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


def make(companies: Sequence[str]) -> None:
    """Set up the server, public and the companies; fill each as its own role."""
    if settings.ADMIN_DATABASE:
        call_command("setup_database", stdout=io.StringIO())
    call_command("migrate", verbosity=0)
    for company in companies:
        tenant = provision_tenant(slug=company, name=company, subdomain=subdomain(company))
        with tenant_context(tenant):
            fill(company)


def shown(company: str, companies: Sequence[str]) -> str:
    """Name the company whose rows a request for this one gets."""
    return company


def remove(companies: Sequence[str]) -> None:
    """Drop the companies, because their roles outlive the database."""
    for tenant in Tenant.objects.using(OWNER_ALIAS).filter(slug__in=companies):
        drop_tenant(tenant)
