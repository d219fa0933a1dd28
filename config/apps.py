"""The house as a Django app: it wires the others together."""

from django.apps import AppConfig


class ShiftbookConfig(AppConfig):
    """Registers the checks of our own settings and connects the receivers."""

    name = "config"
    verbose_name = "Shiftbook"

    def ready(self) -> None:
        """Register the checks and connect the receivers."""
        from config import checks, receivers  # noqa: F401 - importing the checks registers them

        receivers.connect()
