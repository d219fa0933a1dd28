from typing import Any

from django.core.management.base import BaseCommand

from config.translations import catalogues


class Command(BaseCommand):
    """Takes the place of Django's own, which needs a program of Debian's gettext."""

    help = "Compiles the catalogues of messages that have changed, for Django to read."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what is stale."""
        for path in catalogues.compile_stale():
            self.stdout.write(f"Compiled {path}")
