"""`tenant_report`: how the companies use Shiftbook, from queries across all of them."""

import csv
import json
from dataclasses import asdict, astuple, dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count, F, Max, Q, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMinute
from django.utils import timezone

from tenants.across import across
from tenants.exceptions import TenantError
from tenants.management.printing import kind_of, one_line
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import Break, CompanySettings, Employee, WorkLog

DAYS = 30
_HOUR = timedelta(hours=1)
HEADER = (
    "SLUG",
    "COUNTRY",
    "CURRENCY",
    "PEOPLE",
    "IN NOW",
    f"HOURS ({DAYS} D)",
    "LAST PUNCH (UTC)",
)


@dataclass
class Usage:
    """A company's figures: people who can clock in, and hours counted of recently ended shifts.

    The country and the currency are codes, "" for a company that has not chosen them.
    """

    slug: str
    country: str = ""
    currency: str = ""
    people: int = 0
    in_now: int = 0
    hours: float = 0
    last_punch: datetime | None = None


class Command(BaseCommand):
    """Print the number of people and hours per company, without names."""

    help = f"Reports the people, the people clocked in and {DAYS} days' hours of served companies."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add --json and --csv, of which one may be given."""
        formats = parser.add_mutually_exclusive_group()
        formats.add_argument("--json", action="store_true", help="write JSON, for other programs")
        formats.add_argument("--csv", action="store_true", help="write CSV, for spreadsheets")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line per company and the total, JSON or CSV."""
        try:
            report, unread = self._report()
        except TenantError as error:
            raise CommandError(one_line(error)) from error
        if options["json"]:
            rows = [asdict(usage) for usage in report]
            self.stdout.write(json.dumps(rows, default=lambda moment: moment.isoformat()))
        elif options["csv"]:
            writer = csv.writer(self.stdout)
            writer.writerow(field.name for field in fields(Usage))
            writer.writerows(astuple(usage) for usage in report)
        elif not report:
            self.stdout.write(
                "No company is served. Create one: "
                "manage.py create_tenant SLUG --name NAME --country ES"
            )
        else:
            self._table(report)
        if unread:
            raise CommandError(f"Could not be read: {', '.join(unread)}")

    def _report(self) -> tuple[list[Usage], list[str]]:
        """Return the usage of all companies, or of each that can be read if not all can.

        A moment that PostgreSQL stores may be one that Python does not know.
        """
        served = Tenant.objects.using(OWNER_ALIAS).active()
        try:
            return _usages(served), []
        except TenantError:
            raise
        except Exception:  # noqa: BLE001 - judged again for each company
            usages: list[Usage] = []
            unread = []
            for slug in served.order_by("slug").values_list("slug", flat=True):
                try:
                    usages += _usages(served.filter(slug=slug))
                except Exception as error:  # noqa: BLE001 - continue with the next company
                    self.stderr.write(self.style.ERROR(f"{slug}: {kind_of(error)}"))
                    unread.append(slug)
            return usages, unread

    def _table(self, report: list[Usage]) -> None:
        total = Usage(
            f"{len(report)} in all",
            people=sum(usage.people for usage in report),
            in_now=sum(usage.in_now for usage in report),
            hours=sum(usage.hours for usage in report),
            last_punch=max(
                (usage.last_punch for usage in report if usage.last_punch), default=None
            ),
        )
        rows = [HEADER, *(_cells(usage) for usage in [*report, total])]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
        for slug, *numbers in rows:
            cells = [slug.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
            self.stdout.write("  ".join(cells))


def _usages(tenants: TenantQuerySet) -> list[Usage]:
    """Return the usage of these companies, including those without people or shifts."""
    slugs = tenants.order_by("slug").values_list("slug", flat=True)
    usages = {slug: Usage(slug) for slug in slugs}
    places = CompanySettings.objects.values_list("country", "currency").order_by()
    for slug, (country, currency) in across(places, tenants=tenants):
        usage = usages.setdefault(slug, Usage(slug))
        usage.country, usage.currency = country, currency
    people = Employee.objects.filter(is_active=True).order_by()
    for slug, (_, count) in across(
        people.values_list(Value(1)).annotate(Count("pk")), tenants=tenants
    ):
        usages.setdefault(slug, Usage(slug)).people = count
    since = timezone.now() - timedelta(days=DAYS)
    logs = WorkLog.objects.order_by().values(company=Value(1))
    for slug, row in across(
        logs.annotate(
            open=Count("pk", filter=Q(check_out=None)),
            present=Sum(_minutes("check_in", "check_out"), filter=Q(check_out__gte=since)),
            deducted=Sum(F("deducted") / 60, filter=Q(check_out__gte=since)),
            began=Max("check_in"),
            ended=Max("check_out"),
        ),
        tenants=tenants,
    ):
        usage = usages.setdefault(slug, Usage(slug))
        usage.in_now = row["open"]
        worked = (row["present"] or timedelta()) - timedelta(minutes=row["deducted"] or 0)
        usage.hours = worked / _HOUR
        usage.last_punch = max(filter(None, (row["began"], row["ended"])), default=None)
    unpaid = Break.objects.filter(is_paid=False, work_log__check_out__gte=since).order_by()
    lengths = unpaid.values_list(Value(1)).annotate(length=Sum(_minutes("start", "end")))
    for slug, (_, length) in across(lengths, tenants=tenants):
        usages.setdefault(slug, Usage(slug)).hours -= (length or timedelta()) / _HOUR
    for usage in usages.values():
        usage.hours = round(usage.hours, 2)
    return list(usages.values())


def _minutes(start: str, end: str) -> Combinable:
    """Return the length that counts, as in `timetracking.models.work_log.elapsed`."""
    return TruncMinute(end, tzinfo=UTC) - TruncMinute(start, tzinfo=UTC)


def _cells(usage: Usage) -> tuple[str, ...]:
    punch = f"{usage.last_punch:%Y-%m-%d %H:%M}" if usage.last_punch else "none"
    places = usage.country or "-", usage.currency or "-"
    return usage.slug, *places, str(usage.people), str(usage.in_now), f"{usage.hours:,.1f}", punch
