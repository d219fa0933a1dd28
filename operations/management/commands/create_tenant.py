"""`create_tenant`: create a company from the shell."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.names import tidy_name
from operations.forms import FIRST_FACTS
from tenants.exceptions import TenantError
from tenants.lifecycle import provision_tenant
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Create a company with the same service as the operator's admin."""

    help = "Creates a company with its role, schema and tables, and invites its first owner."
    # Checks of URLs and templates take longer than the creation, and have nothing to do with it.
    requires_system_checks = [Tags.compatibility, Tags.caches, Tags.models]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug and the company's properties."""
        parser.add_argument(
            "slug", metavar="SLUG", help="names the schema and the role; cannot be changed later"
        )
        parser.add_argument("--name", required=True, help="the name that people see")
        parser.add_argument("--subdomain", help="the first part of the address (default: the slug)")
        parser.add_argument(
            "--owner-email", default="", help="the e-mail address of the first owner to invite"
        )
        parser.add_argument(
            "--time-zone", default="UTC", help="the time zone, such as Europe/Madrid"
        )
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument(
            "--language", default="en", choices=languages, help="the language of its pages"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the company and print its address."""
        try:
            tenant = provision_tenant(
                slug=options["slug"],
                name=tidy_name(options["name"]),
                subdomain=options["subdomain"],
                first_facts={fact: options[fact] for fact in FIRST_FACTS},
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except TenantError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            self.style.SUCCESS(one_line(f"{tenant.name} is ready: {tenant.base_url}/"))
        )
        if options["owner_email"]:
            self.stdout.write(f"We sent an invitation to {options['owner_email']}.")
