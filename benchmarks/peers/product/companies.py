"""The product's companies, created as by create_tenant, without staff."""

from django.core.management import call_command

from benchmarks.peers import provisioning
from benchmarks.peers.provisioning import create, mark_reverted, schema

__all__ = ["create", "fill", "mark_reverted", "prepare", "schema"]


def prepare() -> None:
    """Set up the server, create the tables in public and collect the static files."""
    provisioning.prepare()
    call_command("collectstatic", interactive=False, verbosity=0)


def fill(company: str) -> None:
    """Do nothing: the company stays empty."""
