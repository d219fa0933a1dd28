from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users: operators in the public schema, a company's staff in the company's own schema."""

    name = "accounts"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Describe, record and confirm each sign-in."""
        from accounts.devices import signing_in
        from accounts.factors import confirming, objections
        from accounts.security import receivers

        signing_in.connect()
        confirming.connect()
        objections.connect()
        receivers.connect()
