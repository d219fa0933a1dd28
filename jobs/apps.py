from django.apps import AppConfig


class JobsConfig(AppConfig):
    """What is done outside requests: in public for operators, in each company for its people."""

    name = "jobs"
    verbose_name = "Jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check."""
        from jobs import checks  # noqa: F401 - importing registers it
