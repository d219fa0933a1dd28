"""`tenant_report`: how the companies use Shiftbook, from queries across all of them."""

import csv
import json
from collections.abc import Iterable
from dataclasses import asdict, astuple, fields
from datetime import datetime
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from config.usage import DAYS, Usage, each_if_not_all, usages
from tenants.exceptions import TenantError
from tenants.management.printing import kind_of, one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

HEADER = (
    "SLUG",
    "COUNTRY",
    "CURRENCY",
    "PEOPLE",
    "IN NOW",
    f"HOURS ({DAYS} D)",
    "LAST PUNCH (UTC)",
    "LAST USE (UTC)",
    "MB",
    f"MORE MB ({DAYS} D)",
    f"MORE PEOPLE ({DAYS} D)",
)


class Command(BaseCommand):
    """Print the number of people and hours per company, without names."""

    help = f"Reports the people, the people clocked in and {DAYS} days' hours of served companies."
    # It only reads, and the checks would take a fifth of its time.
    requires_system_checks = ()

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
        """Return the usage of the companies that can be read, and the slugs of the others."""
        served = Tenant.objects.using(OWNER_ALIAS).active()
        unread: list[str] = []

        def failed(slug: str, error: Exception) -> None:
            self.stderr.write(self.style.ERROR(f"{slug}: {kind_of(error)}"))
            unread.append(slug)

        now = timezone.now()
        found = each_if_not_all(partial(usages, now=now), served, failed=failed)
        return list(found.values()), unread

    def _table(self, report: list[Usage]) -> None:
        total = Usage(
            f"{len(report)} in all",
            people=sum(usage.people for usage in report),
            in_now=sum(usage.in_now for usage in report),
            hours=sum(usage.hours for usage in report),
            last_punch=max(filter(None, (usage.last_punch for usage in report)), default=None),
            last_use=max(filter(None, (usage.last_use for usage in report)), default=None),
            bytes=_sum(usage.bytes for usage in report),
            bytes_growth=_sum(usage.bytes_growth for usage in report),
            people_growth=_sum(usage.people_growth for usage in report),
        )
        rows = [HEADER, *(_cells(usage) for usage in [*report, total])]
        widths = [max(len(row[column]) for row in rows) for column in range(len(HEADER))]
        for slug, *numbers in rows:
            cells = [slug.ljust(widths[0])]
            cells += [cell.rjust(width) for cell, width in zip(numbers, widths[1:], strict=True)]
            self.stdout.write("  ".join(cells))


def _cells(usage: Usage) -> tuple[str, ...]:
    return (
        usage.slug,
        usage.country or "-",
        usage.currency or "-",
        str(usage.people),
        str(usage.in_now),
        f"{usage.hours:,.1f}",
        _moment(usage.last_punch),
        _moment(usage.last_use),
        "-" if usage.bytes is None else f"{usage.bytes / 1e6:,.1f}",
        "-" if usage.bytes_growth is None else f"{usage.bytes_growth / 1e6:+,.1f}",
        "-" if usage.people_growth is None else f"{usage.people_growth:+d}",
    )


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "none"


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Return the sum of what is known, None if nothing is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
