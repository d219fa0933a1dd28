"""Companies made as the documentation of django-tenants makes them."""

from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django_tenants.utils import tenant_context

from benchmarks.contenders import subdomain
from benchmarks.peers.django_tenants.customers.models import Client, Domain
from benchmarks.peers.staff.models import fill


def make(companies: Sequence[str]) -> None:
    """Make public and the companies, and fill each."""
    call_command("migrate_schemas", shared=True, verbosity=0)
    for company in companies:
        client = Client(schema_name=company, name=company)
        client.save(verbosity=0)
        host = f"{subdomain(company)}.{settings.BASE_DOMAIN}"
        Domain.objects.create(domain=host, tenant=client, is_primary=True)
        with tenant_context(client):
            fill(company)


def shown(company: str, companies: Sequence[str]) -> str:
    """Name the company whose rows a request for this one gets."""
    return company


def remove(companies: Sequence[str]) -> None:
    """Leave all to the database's end."""
