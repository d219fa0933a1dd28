"""The project's own app, which connects the others."""

from django.apps import AppConfig


class ShiftbookConfig(AppConfig):
    """Register the checks of our own settings and connect the signal receivers."""

    name = "config"
    verbose_name = "Shiftbook"

    def ready(self) -> None:
        """Register the checks and connect the receivers."""
        from config import checks, receivers  # noqa: F401 - importing the checks registers them

        receivers.connect()
