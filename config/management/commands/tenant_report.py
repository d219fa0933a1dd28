"""`tenant_report`: how each company uses Shiftbook, by one query over all of them."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.db.models import Count, F, Max, Q, Sum, Value
from django.utils import timezone

from tenants.across import across
from tenants.exceptions import TenantError
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import Employee, WorkLog

DAYS = 30
HEAD = ("SLUG", "PEOPLE", "IN NOW", f"HOURS ({DAYS} D)", "LAST PUNCH (UTC)")


@dataclass
class Use:
    """Holds a company's figures: people who may clock in, hours of shifts ended lately."""

    slug: str
    people: int = 0
    in_now: int = 0
    hours: float = 0
    last_punch: datetime | None = None


class Command(BaseCommand):
    """Counts people and hours; shows nobody's name."""

    help = f"Reports how the served companies use Shiftbook: people, who is in, {DAYS} days' hours."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json."""
        parser.add_argument("--json", action="store_true", help="write JSON, for other programs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line a company and the sum, or JSON."""
        try:
            report = _report()
        except (TenantError, DatabaseError) as error:
            raise CommandError(" ".join(str(error).split())) from error
        if options["json"]:
            rows = [asdict(use) for use in report]
            self.stdout.write(json.dumps(rows, default=lambda moment: moment.isoformat()))
        elif not report:
            self.stdout.write(
                "No company is served. Set one up: manage.py create_tenant SLUG --name NAME"
            )
        else:
            self._table(report)

    def _table(self, report: list[Use]) -> None:
        total = Use(
            f"{len(report)} in all",
            sum(use.people for use in report),
            sum(use.in_now for use in report),
            sum(use.hours for use in report),
            max((use.last_punch for use in report if use.last_punch), default=None),
        )
        rows = [HEAD, *(_cells(use) for use in [*report, total])]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
        for slug, *numbers in rows:
            cells = [slug.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
            self.stdout.write("  ".join(cells))


def _report() -> list[Use]:
    """Ask all served companies; one without people or shifts has noughts."""
    served = Tenant.objects.using(OWNER_ALIAS).active().order_by("slug")
    uses = {slug: Use(slug) for slug in served.values_list("slug", flat=True)}
    people = Employee.objects.filter(is_active=True).order_by()
    for slug, (_, count) in across(people.values_list(Value(1)).annotate(Count("pk"))):
        uses.setdefault(slug, Use(slug)).people = count
    since = timezone.now() - timedelta(days=DAYS)
    logs = WorkLog.objects.order_by().values(company=Value(1))
    for slug, row in across(
        logs.annotate(
            open=Count("pk", filter=Q(check_out=None)),
            worked=Sum(F("check_out") - F("check_in"), filter=Q(check_out__gte=since)),
            began=Max("check_in"),
            ended=Max("check_out"),
        )
    ):
        use = uses.setdefault(slug, Use(slug))
        use.in_now = row["open"]
        use.hours = round((row["worked"] or timedelta()).total_seconds() / 3600, 2)
        use.last_punch = max(filter(None, (row["began"], row["ended"])), default=None)
    return list(uses.values())


def _cells(use: Use) -> tuple[str, ...]:
    punch = f"{use.last_punch:%Y-%m-%d %H:%M}" if use.last_punch else "none"
    return use.slug, str(use.people), str(use.in_now), f"{use.hours:,.1f}", punch
