"""Creation of companies as in the documentation of django-tenants."""

from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django_tenants.utils import schema_exists, tenant_context

from benchmarks.contenders import subdomain
from benchmarks.peers.django_tenants.customers.models import Client, Domain
from benchmarks.peers.rows import fill as fill_schema


def prepare() -> None:
    """Create the tables in public."""
    call_command("migrate_schemas", shared=True, verbosity=0)


def create(company: str) -> None:
    """Create a company, with its migrations or, with CLONE, from a template schema."""
    template = getattr(settings, "TENANT_BASE_SCHEMA", None)
    if template and not schema_exists(template):
        with override_settings(TENANT_CREATION_FAKES_MIGRATIONS=False):
            Client(schema_name=template, name=template).save(verbosity=0)
    client = Client(schema_name=company, name=company)
    client.save(verbosity=0)
    host = f"{subdomain(company)}.{settings.BASE_DOMAIN}"
    Domain.objects.create(domain=host, tenant=client, is_primary=True)


def fill(company: str) -> None:
    """Add the company's rows."""
    with tenant_context(Client.objects.get(schema_name=company)):
        fill_schema(company)


def schema(company: str) -> str:
    """Return the name of the company's schema."""
    return company


def mark_reverted() -> None:
    """Do nothing: only the schemas record their migrations."""


def shown(company: str, companies: Sequence[str]) -> str:
    """Return the company whose rows a request to this company's host returns."""
    return company
