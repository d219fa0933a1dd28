"""The project's own app, which connects the others."""

from django.apps import AppConfig
from django.conf import settings


class ShiftbookConfig(AppConfig):
    """Register the checks of our own settings and connect the signal receivers."""

    name = "config"
    verbose_name = "Shiftbook"

    def ready(self) -> None:
        """Register the checks, connect the receivers, and report errors if that is wanted."""
        from config import checks, receivers  # noqa: F401 - importing the checks registers them

        receivers.connect()
        if settings.SENTRY_DSN:
            from config.observability import sentry

            sentry.start(settings.SENTRY_DSN, settings.BASE_DOMAIN)
