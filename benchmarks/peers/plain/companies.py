"""Without tenants there is one table, whatever the host."""

from collections.abc import Sequence

from django.core.management import call_command

from benchmarks.contenders import companies
from benchmarks.peers.staff import models as staff


def prepare() -> None:
    """Make the tables, with as many rows as one company has elsewhere."""
    call_command("migrate", verbosity=0)


def create(company: str) -> None:
    """Do nothing: there are no companies."""


def fill(company: str) -> None:
    """Write the rows of the first, once."""
    if company.endswith("_00000") and not staff.Employee.objects.exists():
        staff.fill(company)


def schema(company: str) -> str:
    """Name the company's schema, which there never is."""
    return company


def shown(company: str, names: Sequence[str]) -> str:
    """Name the company whose rows a request for this one gets."""
    return companies(company.rpartition("_")[0], 1)[0]
