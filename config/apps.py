"""Where the engine and the product meet: a new tenant becomes a company that can be used."""

from typing import Any

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from tenants.signals import owner_invited, tenant_provisioned


class ShiftbookConfig(AppConfig):
    """Wires the engine's signals to the product's services."""

    default = True
    name = "config"
    verbose_name = "Shiftbook"

    def ready(self) -> None:
        """Connect the signals and register the checks."""
        from config import checks  # noqa: F401 - importing registers them

        tenant_provisioned.connect(start_company, dispatch_uid="config.start_company")
        owner_invited.connect(invite_owner, dispatch_uid="config.invite_owner")


class OperatorAdminConfig(admin_apps.AdminConfig):
    """Is Django's admin with our sign-in."""

    default = False
    default_site = "accounts.admin_site.OperatorAdminSite"


def start_company(*, tenant: Any, using: str, **told: Any) -> None:
    """Give a new tenant its settings and its first owner, in the provisioning transaction."""
    from timetracking.company import onboarding

    words = {name: told[name] for name in ("owner_email", "time_zone", "language")}
    onboarding.start_company(site=tenant, using=using, **words)


def invite_owner(*, tenant: Any, using: str, owner_email: str, **_: Any) -> None:
    """Make and invite an owner of a company that is there, in the caller's transaction."""
    from timetracking.company import onboarding

    onboarding.invite_owner(site=tenant, owner_email=owner_email, using=using)
