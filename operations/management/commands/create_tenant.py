"""`create_tenant`: create a company from the shell."""

import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.names import tidy_name
from operations.basics import PLACE
from places.basics import Basics, settle
from places.countries import find_country
from places.errors import PlaceNeeded, ZoneNeeded
from places.zones import find_zone
from tenants.exceptions import TenantError
from tenants.lifecycle import provision_tenant
from tenants.management.printing import one_line
from tenants.postgresql.switch import OWNER_ALIAS

_HINTS = {
    "country": "Write --country ES, or --time-zone Europe/Madrid.",
    "time_zone": "Write --time-zone with its name.",
    "currency": "Write --currency EUR.",
    "language": "Write --language en.",
}


class Command(BaseCommand):
    """Create a company with the same service as the operator's admin."""

    help = "Creates a company with its role, schema and tables, and invites its first owner."
    # Checks of URLs and templates take longer than the creation, and have nothing to do with it.
    requires_system_checks = [Tags.compatibility, Tags.caches, Tags.models]

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug and the company's properties."""
        add, languages = parser.add_argument, [code for code, _ in settings.LANGUAGES]
        add("slug", metavar="SLUG", help="names the schema and the role; cannot be changed later")
        add("--name", required=True, help="the name that people see")
        add("--subdomain", help="the first part of the address (default: the slug)")
        add("--owner-email", default="", help="the e-mail address of the first owner to invite")
        add("--owner-name", default="", help="the name of the first owner")
        add("--country", default="", help="the country, such as ES; needed without --time-zone")
        add(
            "--time-zone",
            default="",
            help="the time zone, such as Europe/Madrid; needed for a country with several",
        )
        add(
            "--language",
            default="",
            choices=["", *languages],
            help="the language of its pages (default: that of the country, or English)",
        )
        add("--currency", default="", help="the currency, such as EUR (default: the country's)")
        add("--dry-run", action="store_true", help="create it on trial, and change nothing")
        add("--no-input", "--noinput", action="store_true", help="ask nothing, even at a terminal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the company and print its address; ask on a terminal for what is missing."""
        asks = sys.stdin.isatty() and not options["no_input"]
        email, owner = options["owner_email"].strip(), tidy_name(options["owner_name"])
        if owner and not email:
            raise CommandError("Where is the invitation to go? Add --owner-email to --owner-name.")
        basics = self._basics({name: options[name] for name in PLACE}, asks=asks)
        if email and not owner and asks:
            owner = _ask(f"Name of {email}", tidy_name)
        try:
            with transaction.atomic(using=OWNER_ALIAS):
                tenant = provision_tenant(
                    slug=options["slug"],
                    name=tidy_name(options["name"]),
                    subdomain=options["subdomain"],
                    first_facts={**asdict(basics), "owner_email": email, "owner_name": owner},
                )
                transaction.set_rollback(options["dry_run"], using=OWNER_ALIAS)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except TenantError as error:
            raise CommandError(str(error)) from error
        if options["dry_run"]:
            where = f"{tenant.name} can be created, as {tenant.slug}: {tenant.base_url}/"
            self.stdout.write(one_line(f"{where} Nothing was changed."))
            return
        self.stdout.write(
            self.style.SUCCESS(one_line(f"{tenant.name} is ready: {tenant.base_url}/"))
        )
        facts = [fact for fact in asdict(basics).values() if fact]
        self.stdout.write(f"It begins with {', '.join(facts)}. Its owner can change that.")
        if email:
            self.stdout.write(f"We sent an invitation to {email}.")
        if email and not owner:
            self.stdout.write("No --owner-name was given: the owner can write it on their page.")

    def _basics(self, given: dict[str, str], *, asks: bool) -> Basics:
        """Settle where the company is; ask for the country, and then for its zone, if need be."""
        try:
            return settle(**given)
        except ValidationError as error:
            refusal = error
        if isinstance(refusal, PlaceNeeded) and asks:
            answer = {"country": _ask("Country, such as ES or Spain", find_country)}
        elif isinstance(refusal, ZoneNeeded) and asks:
            self.stdout.write(" ".join(refusal.messages))
            answer = {"time_zone": _ask("Time zone", find_zone)}
        else:
            raise CommandError(_sentence(refusal)) from refusal
        return self._basics({**given, **answer}, asks=asks)


def _sentence(error: ValidationError) -> str:
    hints = [_HINTS[field] for field in error.message_dict]
    return " ".join([*error.messages, *hints])


def _ask(question: str, find: Callable[[str], str | None]) -> str:
    """Ask until there is an answer that `find` can use."""
    while not (answer := find(input(f"{question}: "))):
        pass
    return answer
