"""The engine's companies, with the two tables of every contender."""

from collections.abc import Sequence

from benchmarks.peers.provisioning import create, mark_reverted, prepare, schema
from benchmarks.peers.staff import models as staff
from tenants.context import public_context, tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

__all__ = ["create", "fill", "mark_reverted", "prepare", "schema", "shown"]


@public_context()
def fill(company: str) -> None:
    """Add the company's rows with its own role."""
    with tenant_context(Tenant.objects.using(OWNER_ALIAS).get(slug=company)):
        staff.fill(company)


def shown(company: str, companies: Sequence[str]) -> str:
    """Return the company whose rows a request to this company's host returns."""
    return company
