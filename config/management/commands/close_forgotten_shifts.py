"""`close_forgotten_shifts`: remind who did not clock out, and end such shifts provisionally."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from tenants.across import across
from tenants.context import tenant_context
from tenants.exceptions import TenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.clocking.forgotten import Step, care_for, due, next_step
from timetracking.models import Rules

_DONE = {Step.REMIND: "reminded", Step.END: "ended"}
_PLANNED = {Step.REMIND: "to remind", Step.END: "to end"}


class Command(BaseCommand):
    """Looks at all served companies; each shift has a transaction of its own."""

    help = (
        "Reminds by e-mail who is clocked in for too long, and where the company wants it ends the "
        "shift provisionally. Meant to run every 15 minutes; running it again does nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --dry-run."""
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would be done, and do nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Go on past a company or a shift that fails, and fail at the end."""
        now = timezone.now()
        failed = [
            tenant.slug
            for tenant in self._concerned(now)
            if not self._visit(tenant, now, dry_run=options["dry_run"])
        ]
        if failed:
            raise CommandError(f"Not everything was done in: {', '.join(failed)}")

    def _concerned(self, now: datetime) -> list[Tenant]:
        """Find by one query the companies with something to do; visit all if it cannot be asked."""
        served = Tenant.objects.using(OWNER_ALIAS).active().order_by("slug")
        try:
            slugs = {slug for slug, _ in across(due(now).values_list("pk"))}
        except (TenantError, DatabaseError):
            # One company that is behind or broken must not keep the others from their turn.
            return list(served)
        return list(served.filter(slug__in=slugs)) if slugs else []

    def _visit(self, tenant: Tenant, now: datetime, *, dry_run: bool) -> bool:
        """Care for a company's shifts; print what was done, without names."""
        words = _PLANNED if dry_run else _DONE
        steps = list(self._planned(tenant, now) if dry_run else self._done(tenant, now))
        found = Counter(words[step] for step in steps if isinstance(step, Step))
        if found:
            said = ", ".join(f"{count} {word}" for word, count in sorted(found.items()))
            self.stdout.write(f"{tenant.slug}: {said}")
        errors = [step for step in steps if isinstance(step, Exception)]
        for error in errors:
            # The first line alone: what follows may quote someone's row.
            line = str(error).partition("\n")[0]
            self.stderr.write(self.style.ERROR(f"{tenant.slug}: {type(error).__name__}: {line}"))
        return not errors

    def _planned(self, tenant: Tenant, now: datetime) -> Iterator[Step | Exception | None]:
        try:
            with tenant_context(tenant):
                rules = Rules.objects.get()
                found = [next_step(log, rules, now) for log in due(now)]
        except Exception as error:  # noqa: BLE001 - the next company has its turn
            yield error
        else:
            yield from found

    def _done(self, tenant: Tenant, now: datetime) -> Iterator[Step | Exception | None]:
        try:
            with tenant_context(tenant):
                waiting = list(due(now).values_list("pk", flat=True))
        except Exception as error:  # noqa: BLE001 - the next company has its turn
            yield error
            return
        for pk in waiting:
            try:
                with tenant_context(tenant):
                    step = care_for(pk, now=now, site=tenant)
            except Exception as error:  # noqa: BLE001 - the next shift has its turn
                yield error
            else:
                yield step
