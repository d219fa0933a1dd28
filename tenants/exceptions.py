"""The exceptions of the tenancy engine."""

from difflib import get_close_matches

from django.http import Http404


class TenantError(Exception):
    """Base class of all errors that the engine raises."""


class NoTenantError(TenantError):
    """Refuses tenant data outside a tenant context."""


class TenantSwitchError(TenantError):
    """Refuses to switch from one tenant directly to another."""


class TenantStampError(TenantError):
    """Reports that the server did not confirm the switch. The connection is closed."""


class TenantUnavailable(TenantError, Http404):
    """Reports that the database refused the tenant's role: suspended, dropped or never created.

    The middleware responds to it as to a suspended or an unknown company.
    """


class StatementRefused(TenantError):
    """Refuses a statement that could change the role, the transaction or the session."""


class SetupError(TenantError):
    """Reports that the server cannot be set up with the current settings."""


class TenantExists(TenantError):
    """Refuses a slug or an address that is taken."""


class ProvisioningError(TenantError):
    """Reports that a tenant could not be created. All changes were rolled back."""


class TenantMigrationError(TenantError):
    """Reports that a tenant's migrations failed. Its schema is unchanged."""


class TenantBusy(TenantMigrationError):
    """Reports that a tenant could not be migrated because another transaction uses its tables."""


class ChangedMeanwhile(TenantError):
    """Refuses to replace a name or an address that somebody else has just changed."""


class TenantInUse(TenantError):
    """Refuses to delete a tenant while a transaction uses its tables."""


class NotAllowed(TenantError):
    """Refuses an act that a tenant's state does not allow, and says what to do first."""


class DomainRefused(TenantError):
    """Refuses a domain that a tenant does not have or may not have. Nothing was changed."""


class RolloutRunning(TenantError):
    """Refuses a second migrate_tenants while one is running."""


class AcrossRefused(TenantError):
    """Refuses a query that cannot run correctly in all tenants."""


class ExtensionMissing(TenantError):
    """Reports an extension that the database does not have, and who can make it."""


class BackupRefused(TenantError):
    """Refuses to back up or to restore a schema, and says why. Nothing was changed."""

    # Read by the worker of jobs: somebody has to look first.
    is_permanent = True


class UnknownMigration(TenantError):
    """Reports an app or a migration that tenants do not have, and lists the existing ones."""


class UnknownTenant(TenantError):
    """Reports a slug that no tenant has, and the closest existing one."""

    def __init__(self, slug: str, known: list[str]) -> None:
        matches = get_close_matches(slug, known, n=1)
        hint = f' Did you mean "{matches[0]}"?' if matches else ""
        super().__init__(f'No tenant "{slug}".{hint} See manage.py list_tenants.')
