"""The rows that the one view reads."""

from django.apps import apps

from benchmarks.peers.base import STAFF


def fill(company: str) -> None:
    """Add the rows, unless the contender has the full product's tables, which stay empty."""
    if apps.is_installed(STAFF):
        from benchmarks.peers.staff import models  # its tables exist only where it is installed

        models.fill(company)
