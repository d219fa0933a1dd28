"""`prune_security_log`: remove what is too old from the security logs."""

from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.security.log import KEPT
from operations.features.known import LOG_DAYS
from tenants.context import public_context, tenant_context
from tenants.features import number
from tenants.management.printing import kind_of
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Delete old events as the owner login: the logins that serve requests may not."""

    help = (
        "Removes old events from the security logs of public and of all companies. "
        "Run it every day."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --days."""
        parser.add_argument(
            "--days",
            type=int,
            default=KEPT.days,
            help=f"keep the events of this many days (default: {KEPT.days}, at least 1); those of "
            "a company with the feature security-log-days as long as that",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Continue after a company that fails, and fail at the end."""
        if options["days"] < 1:
            raise CommandError("--days must be at least 1.")
        now, days = timezone.now(), options["days"]
        with public_context():
            self._print("public", self._delete(now - timedelta(days=days)))
        failed = [
            tenant.slug
            for tenant in Tenant.objects.using(OWNER_ALIAS).present().order_by("slug")
            if not self._prune(tenant, now - timedelta(days=max(days, _days_of(tenant))))
        ]
        if failed:
            raise CommandError(f"Not pruned: {', '.join(failed)}")

    def _prune(self, tenant: Tenant, limit: datetime) -> bool:
        try:
            with tenant_context(tenant, using=OWNER_ALIAS):
                count = self._delete(limit)
        except Exception as error:  # noqa: BLE001 - continue with the next company
            self.stderr.write(self.style.ERROR(f"{tenant.slug}: {kind_of(error)}"))
            return False
        self._print(tenant.slug, count)
        return True

    def _delete(self, limit: datetime) -> int:
        old = SecurityEvent.objects.using(OWNER_ALIAS).filter(at__lt=limit)
        return old._raw_delete(OWNER_ALIAS)

    def _print(self, name: str, count: int) -> None:
        if count:
            self.stdout.write(f"{name}: {count} removed")


def _days_of(tenant: Tenant) -> int:
    """Return how long this company's log is kept at least; 0 if as long as those of the others."""
    return number(tenant.features, LOG_DAYS) or 0
