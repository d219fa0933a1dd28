from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimeTrackingConfig(AppConfig):
    """The product: who works here, and when they came and went."""

    name = "timetracking"
    verbose_name = _("Time tracking")
    default_auto_field = "django.db.models.BigAutoField"
