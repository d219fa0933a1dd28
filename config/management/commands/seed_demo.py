from argparse import ArgumentParser
from typing import Any, cast

from django.core.management.base import BaseCommand
from django.utils import timezone

from config.local.demo.data.company import seed
from tenants.context import require_tenant
from tenants.models import Tenant


class Command(BaseCommand):
    """Fills a demo company once; run it through `tenant_command`."""

    runs_in_tenant = True

    help = "Give the current company demo staff, sign-ins and four weeks of shifts, once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the domain of the e-mail addresses."""
        parser.add_argument(
            "--domain",
            required=True,
            help="What stands after the @ of the e-mail addresses, such as acme.example.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed, and say whether it was needed."""
        domain = str(options["domain"]).strip().lower()
        # Run through `tenant_command`, so it is a company.
        site = cast("Tenant", require_tenant())
        if seed(domain, now=timezone.now(), site=site):
            self.stdout.write(
                f"Demo staff and four weeks of shifts are in: owner@{domain} and others."
            )
        else:
            self.stdout.write("There is staff here already, so nothing was changed.")
