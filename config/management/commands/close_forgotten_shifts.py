"""`close_forgotten_shifts`: remind people who did not clock out, and end such shifts."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tenants.across import across
from tenants.context import tenant_context
from tenants.management.printing import kind_of
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.clocking.forgotten import FollowUp, due, follow_up, next_follow_up
from timetracking.models import Rules

_DONE = {FollowUp.REMIND: "reminded", FollowUp.END: "ended"}
_PLANNED = {FollowUp.REMIND: "to remind", FollowUp.END: "to end"}


class Command(BaseCommand):
    """Handle the forgotten shifts of all served companies, each in its own transaction."""

    help = (
        "E-mails a reminder to people who have been clocked in for too long and, if the company "
        "wants it, ends the shift provisionally. Run it every 15 minutes; nobody is reminded twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --dry-run."""
        parser.add_argument(
            "--dry-run", action="store_true", help="print what would be done without doing it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Continue after a company or a shift that fails, and fail at the end."""
        now = timezone.now()
        failed = [
            tenant.slug
            for tenant in self._tenants_with_due_shifts(now)
            if not self._process(tenant, now, dry_run=options["dry_run"])
        ]
        if failed:
            raise CommandError(f"Not all shifts were handled in: {', '.join(failed)}")

    def _tenants_with_due_shifts(self, now: datetime) -> list[Tenant]:
        """Return the companies with shifts to handle, or all companies if the query fails."""
        served = Tenant.objects.using(OWNER_ALIAS).active().order_by("slug")
        try:
            slugs = {slug for slug, _ in across(due(now).values_list("pk"))}
        except Exception:  # noqa: BLE001 - judged again for each company
            # One company that is behind or broken must not block the others.
            return list(served)
        return list(served.filter(slug__in=slugs)) if slugs else []

    def _process(self, tenant: Tenant, now: datetime, *, dry_run: bool) -> bool:
        """Handle a company's shifts and print counts without names; return whether all is well."""
        labels = _PLANNED if dry_run else _DONE
        results = list(self._plan(tenant, now) if dry_run else self._run(tenant, now))
        counts = Counter(labels[result] for result in results if isinstance(result, FollowUp))
        if counts:
            summary = ", ".join(f"{count} {label}" for label, count in sorted(counts.items()))
            self.stdout.write(f"{tenant.slug}: {summary}")
        errors = [result for result in results if isinstance(result, Exception)]
        for error in errors:
            self.stderr.write(self.style.ERROR(f"{tenant.slug}: {kind_of(error)}"))
        return not errors

    def _plan(self, tenant: Tenant, now: datetime) -> Iterator[FollowUp | Exception | None]:
        try:
            with tenant_context(tenant):
                rules = Rules.objects.get()
                actions = [next_follow_up(log, rules, now) for log in due(now)]
        except Exception as error:  # noqa: BLE001 - continue with the next company
            yield error
        else:
            yield from actions

    def _run(self, tenant: Tenant, now: datetime) -> Iterator[FollowUp | Exception | None]:
        try:
            with tenant_context(tenant):
                due_pks = list(due(now).values_list("pk", flat=True))
        except Exception as error:  # noqa: BLE001 - continue with the next company
            yield error
            return
        for pk in due_pks:
            try:
                with tenant_context(tenant):
                    action = follow_up(pk, now=now, site=tenant)
            except Exception as error:  # noqa: BLE001 - continue with the next shift
                yield error
            else:
                yield action
