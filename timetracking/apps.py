from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimeTrackingConfig(AppConfig):
    """The product: the staff of a company and their hours."""

    name = "timetracking"
    verbose_name = _("Time tracking")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register with the audit trail what each package records of its models."""
        for package in ("shifts", "company", "staff", "kiosk", "corrections"):
            import_module(f"timetracking.{package}.subjects")
