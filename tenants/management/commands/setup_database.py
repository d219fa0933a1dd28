"""`setup_database`: bring logins, rights and extensions to what companies are safe with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants import server
from tenants.exceptions import SetupError


class Command(BaseCommand):
    """Idempotent; says what it changed. Needs ADMIN_DATABASE_URL, a superuser, for all of it."""

    help = (
        "Makes the two logins and the database, withdraws what no company needs, creates the "
        "extension; says what it changed. --check changes nothing."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if anything is missing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go through all that must hold."""
        changed, open_ends = 0, []
        try:
            for name, outcome in server.set_up(change=not options["check"]):
                self.stdout.write(f"{outcome}: {name}")
                changed += outcome == "done"
                if outcome != "done":
                    open_ends.append(name)
        except SetupError as error:
            raise CommandError(str(error)) from error
        if options["check"] and open_ends:
            raise CommandError(f"{len(open_ends)} missing. Run manage.py setup_database.")
        if open_ends:
            raise CommandError(
                f"{changed} changed, {len(open_ends)} could not be. Name a superuser of the server "
                "in ADMIN_DATABASE_URL, for this command alone, and run it again."
            )
        self.stdout.write(f"{changed} changed. All is as it must be.")
