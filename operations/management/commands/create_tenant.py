"""`create_tenant`: set up a company from the shell."""

from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.forms import FIRST_FACTS
from tenants.exceptions import TenantError
from tenants.lifecycle import provision_tenant


class Command(BaseCommand):
    """Calls the same service as the operator's admin."""

    help = "Sets up a company: its row, role, schema and tables, and invites its first owner."
    # To check addresses and templates takes longer than to make a company, and has no part in it.
    requires_system_checks = [Tags.compatibility, Tags.caches, Tags.models]

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the slug and what describes the company."""
        parser.add_argument("slug", metavar="SLUG", help="names schema and role for ever")
        parser.add_argument("--name", required=True, help="what people read")
        parser.add_argument("--subdomain", help="the address (default: the slug)")
        parser.add_argument("--owner-email", default="", help="is invited as the first owner")
        parser.add_argument("--time-zone", default="UTC", help="such as Europe/Madrid")
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("--language", default="en", choices=languages, help="of its pages")

    def handle(self, *args: Any, **options: Any) -> None:
        """Provision and say where the company is."""
        try:
            tenant = provision_tenant(
                slug=options["slug"],
                name=options["name"],
                subdomain=options["subdomain"],
                first_facts={fact: options[fact] for fact in FIRST_FACTS},
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except TenantError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(self.style.SUCCESS(f"{tenant.name} is ready: {tenant.base_url}/"))
        if options["owner_email"]:
            self.stdout.write(f"An invitation is on its way to {options['owner_email']}.")
