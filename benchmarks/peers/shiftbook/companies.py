"""The engine's companies, with the two tables that every contender has."""

from collections.abc import Sequence

from benchmarks.peers.provisioning import create, prepare, schema, taken_back
from benchmarks.peers.staff import models as staff
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

__all__ = ["create", "fill", "prepare", "schema", "shown", "taken_back"]


@public_context()
def fill(company: str) -> None:
    """Write its rows as its own role."""
    with tenant_context(Tenant.objects.using(OWNER_ALIAS).get(slug=company)):
        staff.fill(company)


def shown(company: str, companies: Sequence[str]) -> str:
    """Name the company whose rows a request for this one gets."""
    return company
