from argparse import ArgumentParser
from typing import Any, cast

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.local.demo.data.company import seed
from tenants.context import require_tenant
from tenants.models import Tenant


class Command(BaseCommand):
    """Add demo data to a company, once; run it through `tenant_command`."""

    runs_in_tenant = True

    help = "Adds demo staff, sign-ins and four weeks of shifts to the current company, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --domain."""
        parser.add_argument(
            "--domain",
            required=True,
            help="the domain of the e-mail addresses, such as acme.example",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Add the data, and print whether that was necessary."""
        domain = str(options["domain"]).strip().lower()
        # Run through `tenant_command`, so it is a company.
        site = cast("Tenant", require_tenant())
        if seed(domain, now=timezone.now(), site=site):
            self.stdout.write(
                f"Added demo staff and four weeks of shifts: owner@{domain} and others."
            )
        else:
            self.stdout.write("There are staff already, so nothing was changed.")
