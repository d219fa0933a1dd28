"""Without tenants there is one table, whatever the host."""

from collections.abc import Sequence

from django.core.management import call_command

from benchmarks.peers.staff.models import fill


def make(companies: Sequence[str]) -> None:
    """Make the table, with as many rows as one company has elsewhere."""
    call_command("migrate", verbosity=0)
    fill(companies[0])


def shown(company: str, companies: Sequence[str]) -> str:
    """Name the company whose rows a request for this one gets."""
    return companies[0]


def remove(companies: Sequence[str]) -> None:
    """Leave all to the database's end."""
