"""Creation of companies as in the documentation of django-pgschemas."""

from collections.abc import Sequence

from django.conf import settings
from django.core.management import call_command
from django_pgschemas.utils import get_clone_reference, schema_exists

from benchmarks.contenders import subdomain
from benchmarks.peers.django_pgschemas.customers.models import Client, Domain
from benchmarks.peers.rows import fill as fill_schema


def prepare() -> None:
    """Create the tables in public."""
    call_command("migrate", verbosity=0)


def create(company: str) -> None:
    """Create a company, with its migrations or, with CLONE, from a reference schema."""
    if get_clone_reference() and not schema_exists(get_clone_reference()):
        call_command("createrefschema", verbosity=0)
    client = Client(schema_name=company, name=company)
    client.save(verbosity=0)
    host = f"{subdomain(company)}.{settings.BASE_DOMAIN}"
    Domain.objects.create(domain=host, tenant=client, is_primary=True)


def fill(company: str) -> None:
    """Add the company's rows."""
    with Client.objects.get(schema_name=company):
        fill_schema(company)


def schema(company: str) -> str:
    """Return the name of the company's schema."""
    return company


def mark_reverted() -> None:
    """Do nothing: only the schemas record their migrations."""


def shown(company: str, companies: Sequence[str]) -> str:
    """Return the company whose rows a request to this company's host returns."""
    return company
