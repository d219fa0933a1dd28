"""`migrate_tenants`: bring every tenant's schema to the newest tenant migrations."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tenants.exceptions import TenantMigrationError, UnknownTenant
from tenants.history import Node
from tenants.migrator import TenantMigrator
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """One transaction a tenant, on past a failure; a rerun heals exactly what is left."""

    help = "Brings the companies' schemas to the newest migrations, one transaction each."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take slugs, --check and --plan."""
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="only these (default: all)")
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit 1 if any is behind"
        )
        parser.add_argument(
            "--plan", action="store_true", help="change nothing; list what would run"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or only look."""
        tenants = _chosen(options["slugs"])
        migrator = TenantMigrator()
        if options["check"] or options["plan"]:
            self._look(migrator, tenants, check=options["check"])
        else:
            self._migrate(migrator, tenants)

    def _look(self, migrator: TenantMigrator, tenants: list[Tenant], *, check: bool) -> None:
        behind = 0
        for tenant in tenants:
            missing = migrator.pending(tenant)
            behind += bool(missing)
            self.stdout.write(f"{tenant.slug}: {_names(missing) or 'up to date'}")
        self.stdout.write(f"{behind} of {len(tenants)} behind.")
        if check and behind:
            raise CommandError(f"{behind} behind. Run manage.py migrate_tenants.", returncode=1)

    def _migrate(self, migrator: TenantMigrator, tenants: list[Tenant]) -> None:
        failed: list[str] = []
        changed = 0
        for tenant in tenants:
            try:
                applied = migrator.migrate(tenant)
            except TenantMigrationError as error:
                failed.append(tenant.slug)
                self.stderr.write(self.style.ERROR(f"{tenant.slug}: failed, unchanged: {error}"))
                continue
            changed += bool(applied)
            self.stdout.write(f"{tenant.slug}: {_names(applied) or 'up to date'}")
        current = len(tenants) - len(failed) - changed
        self.stdout.write(f"{changed} migrated, {current} up to date, {len(failed)} failed.")
        if failed:
            raise CommandError(
                f"Failed: {', '.join(failed)}. Mend the cause and run migrate_tenants again; "
                "it touches only these."
            )


def _chosen(slugs: list[str]) -> list[Tenant]:
    tenants = Tenant.objects.using(OWNER_ALIAS)
    if not slugs:
        return list(tenants.order_by("slug"))
    try:
        return [tenants.by_slug(slug) for slug in dict.fromkeys(slugs)]
    except UnknownTenant as error:
        raise CommandError(str(error)) from error


def _names(nodes: list[Node]) -> str:
    return ", ".join(f"{label}.{name}" for label, name in nodes)
