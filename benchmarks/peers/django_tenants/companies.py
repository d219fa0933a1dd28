"""Companies made as the documentation of django-tenants makes them."""

from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django_tenants.utils import schema_exists, tenant_context

from benchmarks.contenders import subdomain
from benchmarks.peers.django_tenants.customers.models import Client, Domain
from benchmarks.peers.rows import fill as fill_schema


def prepare() -> None:
    """Make public's tables."""
    call_command("migrate_schemas", shared=True, verbosity=0)


def create(company: str) -> None:
    """Make a company, by its migrations or, where the settings say so, from a template."""
    template = getattr(settings, "TENANT_BASE_SCHEMA", None)
    if template and not schema_exists(template):
        with override_settings(TENANT_CREATION_FAKES_MIGRATIONS=False):
            Client(schema_name=template, name=template).save(verbosity=0)
    client = Client(schema_name=company, name=company)
    client.save(verbosity=0)
    host = f"{subdomain(company)}.{settings.BASE_DOMAIN}"
    Domain.objects.create(domain=host, tenant=client, is_primary=True)


def fill(company: str) -> None:
    """Write its rows."""
    with tenant_context(Client.objects.get(schema_name=company)):
        fill_schema(company)


def schema(company: str) -> str:
    """Name the company's schema."""
    return company


def taken_back() -> None:
    """Do nothing: only the schemas know how far they are."""


def shown(company: str, companies: Sequence[str]) -> str:
    """Name the company whose rows a request for this one gets."""
    return company
