"""The engine as a Django app."""

from django.apps import AppConfig


class TenantsConfig(AppConfig):
    """Registers the engine's system checks."""

    name = "tenants"
    verbose_name = "Companies"

    def ready(self) -> None:
        """Register the checks."""
        from tenants import checks  # noqa: F401 - importing registers them
