from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TimeTrackingConfig(AppConfig):
    """The product: the staff of a company and their hours."""

    name = "timetracking"
    verbose_name = _("Time tracking")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what the audit trail, accounts and the team's hours need of other packages."""
        for package in (
            "shifts",
            "company",
            "calendars",
            "contracts",
            "staff",
            "kiosk",
            "corrections",
            "periods",
            "pay",
            "reports",
        ):
            import_module(f"timetracking.{package}.subjects")
        from accounts.mail import use_locale
        from timetracking.company.locale import company_locale
        from timetracking.pay import closing
        from timetracking.periods import taking_back
        from timetracking.reports import beside
        from timetracking.staff import addresses

        use_locale(company_locale)
        addresses.connect()
        closing.connect()
        taking_back.connect()
        beside.connect()
