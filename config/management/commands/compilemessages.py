from typing import Any

from django.core.management.base import BaseCommand

from config.translations import catalogues


class Command(BaseCommand):
    """Replace Django's own command, which needs the program msgfmt of GNU gettext."""

    help = "Compiles the translations that have changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile the stale catalogues."""
        for path in catalogues.compile_stale():
            self.stdout.write(f"Compiled {path}")
