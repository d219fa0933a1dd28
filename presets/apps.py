from django.apps import AppConfig


class PresetsConfig(AppConfig):
    """Reference data that every company reads in public, and no company changes."""

    name = "presets"
    verbose_name = "Presets"
    default_auto_field = "django.db.models.BigAutoField"
