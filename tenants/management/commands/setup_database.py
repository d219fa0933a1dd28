"""`setup_database`: create the logins, rights and extensions that keep companies apart."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import server
from tenants.exceptions import SetupError


class Command(BaseCommand):
    """Idempotent. Needs a superuser in ADMIN_DATABASE_URL to make all changes."""

    help = (
        "Creates the two logins, the database and the extension, and revokes the rights that no "
        "company needs. Prints each change. --check changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --check."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if anything is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, and by default fulfil, all requirements."""
        changed, unmet = 0, []
        try:
            for name, outcome in server.set_up(change=not options["check"]):
                self.stdout.write(f"{outcome}: {name}")
                changed += outcome == "done"
                if outcome != "done":
                    unmet.append(name)
        except SetupError as error:
            raise CommandError(str(error)) from error
        if options["check"] and unmet:
            raise CommandError(f"{len(unmet)} missing. Run manage.py setup_database.")
        if unmet:
            raise CommandError(
                f"{changed} changed, {len(unmet)} could not be. Name a superuser of the server "
                "in ADMIN_DATABASE_URL, for this command only, and run it again."
            )
        self.stdout.write(f"{changed} changed. All requirements are met.")
