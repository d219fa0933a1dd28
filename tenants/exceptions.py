"""What can go wrong in the tenancy engine: one family, every message names the next step."""

from difflib import get_close_matches

from django.http import Http404


class TenantError(Exception):
    """Is the root of every error that the engine raises on purpose."""


class NoTenantError(TenantError):
    """Refuses tenant data outside a tenant context."""


class TenantSwitchError(TenantError):
    """Refuses to step from one tenant straight into another."""


class TenantStampError(TenantError):
    """Reports that the server did not confirm the switch; the connection is already closed."""


class TenantUnavailable(TenantError, Http404):
    """Reports that the database refused the tenant's role: suspended, dropped or never made.

    To a visitor there is no such company: a page that met it is a 404, not a failure of ours.
    """


class StatementRefused(TenantError):
    """Refuses a statement by its first word: it could change role, transaction or session."""


class SetupError(TenantError):
    """Reports that the server cannot be set up as the settings stand."""


class TenantExists(TenantError):
    """Refuses a slug or an address that is taken."""


class ProvisioningError(TenantError):
    """Reports that a tenant could not be made; nothing of it is left behind."""


class TenantMigrationError(TenantError):
    """Reports that a tenant's migrations failed; its schema is as it was before."""


class TenantBusy(TenantMigrationError):
    """Reports that a tenant could not be migrated now: somebody else uses what is to be changed."""


class RolloutRunning(TenantError):
    """Refuses a second migrate_tenants while one is running."""


class AcrossRefused(TenantError):
    """Refuses a query over all tenants that could not be right for each of them."""


class UnknownMigration(TenantError):
    """Names an app or a migration that tenants do not have, and those that they have."""


class UnknownTenant(TenantError):
    """Names a slug that no tenant has, and the nearest one that exists."""

    def __init__(self, slug: str, known: list[str]) -> None:
        near = get_close_matches(slug, known, n=1)
        hint = f' Did you mean "{near[0]}"?' if near else ""
        super().__init__(f'No tenant "{slug}".{hint} See manage.py list_tenants.')
