"""The product's companies, made as create_tenant makes them; they begin with no people."""

from django.core.management import call_command

from benchmarks.peers import provisioning
from benchmarks.peers.provisioning import create, schema, taken_back

__all__ = ["create", "fill", "prepare", "schema", "taken_back"]


def prepare() -> None:
    """Set up the server and public's tables, and the files that pages name by their hash."""
    provisioning.prepare()
    call_command("collectstatic", interactive=False, verbosity=0)


def fill(company: str) -> None:
    """Leave it empty."""
