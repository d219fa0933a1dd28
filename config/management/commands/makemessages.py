from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.translations import catalogues


class Command(BaseCommand):
    """Replace Django's own command, which needs the program xgettext of GNU gettext."""

    help = "Adds new messages from the code to the catalogues, and removes unused ones."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add --check."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit with 1 if a message is untranslated, fuzzy, wrong or unused",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Update the catalogues, or only check them."""
        if not options["check"]:
            for path in catalogues.update():
                self.stdout.write(f"Updated {path}")
        problems = catalogues.problems()
        for problem in problems:
            self.stdout.write(problem)
        if problems and options["check"]:
            raise CommandError(f"{len(problems)} messages to correct in locale/.")
