from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from config.translations import catalogues


class Command(BaseCommand):
    """Takes the place of Django's own, which needs a program of Debian's gettext."""

    help = (
        "Writes new sentences of the code into the catalogues, and takes out those that are gone."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take `--check`."""
        parser.add_argument(
            "--check",
            action="store_true",
            help="change nothing; exit 1 if a sentence is untranslated, fuzzy, wrong or gone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Update the catalogues, or only look."""
        if not options["check"]:
            for path in catalogues.update():
                self.stdout.write(f"Updated {path}")
        found = catalogues.problems()
        for problem in found:
            self.stdout.write(problem)
        if found and options["check"]:
            raise CommandError(f"{len(found)} messages to mend in locale/.")
