"""The operator's pages and report: python -m benchmarks.operator, on a database of its own.

1,000 companies with people and shifts, a hundred days of their usage and a month of their backups.
Pages by what the server says that each took, first in a worker that has just started; the report
as a command, with and without the start of Python and Django. Takes several minutes.
"""

import os
import re
import subprocess
import sys
import time
from datetime import datetime, timedelta
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tenants.models import Tenant

COMPANIES, PEOPLE, SHIFTS = 1_000, 5, 40
DAYS, BACKUPS = 100, 30
ROUNDS = 20
TARGET_MS, REPORT_SECONDS = 300, 2.0
LIST, DASHBOARD = "/admin/tenants/tenant/", "/admin/operations/usageday/"
PAGES = {
    "the list of companies": LIST,
    "its last page": f"{LIST}?p=20",
    "searched": f"{LIST}?q=company+77",
    **{
        f"sorted by {what}": f"{LIST}?o=-{number}"
        for what, number in (("people", 5), ("last tap", 7), ("backup", 8), ("failed jobs", 9))
    },
    "sorted by size": f"{LIST}?o=-10",
    "the dashboard": DASHBOARD,
}


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= {"HTTPS": "off", "OPERATOR_SECOND_FACTOR": "off"}
    django.setup()
    # Not earlier: they need Django's models.
    from benchmarks.soak.database import own_database
    from config import sweeps
    from config.local import embedded
    from tenants.context import public_context

    with public_context(), own_database() as prefix:
        companies = _companies(prefix)
        began = time.perf_counter()
        sweeps.usage.call()
        _say(f"measuring {COMPANIES:,} companies at night: {time.perf_counter() - began:.1f} s")
        _remember(companies)
        _pages()
        _report()
    embedded.release()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _companies(prefix: str) -> "list[Tenant]":
    from django.utils import timezone

    from benchmarks.soak.database import company_slug
    from tenants.context import tenant_context
    from tenants.lifecycle import provision_tenant, table_creator
    from timetracking.base.periods import Period
    from timetracking.models import Employee, WorkLog
    from timetracking.shifts import days

    table_creator().prepare()
    companies, now = [], timezone.now()
    for number in range(COMPANIES):
        slug = company_slug(prefix, number)
        tenant = provision_tenant(slug=slug, name=f"Company {number}")
        with tenant_context(tenant):
            people = Employee.objects.bulk_create(
                [Employee(name=f"Person {one}") for one in range(PEOPLE)]
            )
            days.make_rows(Period((now - timedelta(days=SHIFTS + 1)).date(), now.date()))
            WorkLog.objects.bulk_create(
                [
                    WorkLog(
                        employee=people[day % PEOPLE],
                        check_in=now - timedelta(days=day, hours=8),
                        check_out=now - timedelta(days=day),
                        time_zone="Europe/Madrid",
                    )
                    for day in range(SHIFTS)
                ]
            )
        companies.append(tenant)
    return companies


def _remember(companies: "list[Tenant]") -> None:
    """Add the days of usage and the backups that an installation of that age has."""
    from django.utils import timezone

    from operations.models import Backup, UsageDay
    from tenants.postgresql.switch import OWNER_ALIAS

    now = timezone.now()
    for row in list(UsageDay.objects.using(OWNER_ALIAS)):
        UsageDay.objects.using(OWNER_ALIAS).bulk_create(
            [_earlier(row, now, days) for days in range(1, DAYS)]
        )
    for tenant in companies:
        Backup.objects.using(OWNER_ALIAS).bulk_create(
            [
                Backup(
                    slug=tenant.slug,
                    company=tenant.pk,
                    place=f"/backups/{tenant.pk}-{days}",
                    taken_at=now - timedelta(days=days, minutes=tenant.pk % 240),
                    run=0,
                    size=100_000,
                    verified_at=now - timedelta(days=days),
                )
                for days in range(BACKUPS)
            ]
        )


def _earlier(row: Any, now: datetime, days: int) -> Any:
    from operations.models import UsageDay

    at = now - timedelta(days=days)
    kept = {name: getattr(row, name) for name in ("company", "state", "active", "minutes")}
    smaller = {"bytes": row.bytes - days * 1000, "people": max(0, row.people - days // 20)}
    return UsageDay(day=at.date(), measured_at=at, **kept, **smaller)


def _pages() -> None:
    import httpx
    from django.conf import settings
    from django.test import Client

    from accounts.models import User
    from tests.serving import Server

    client = Client()
    client.force_login(User.objects.create_superuser("operator@example.com", "a-long-password"))
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    with Server(WEB_CONCURRENCY="1", OPERATOR_SECOND_FACTOR="off") as server:
        base = f"http://127.0.0.1:{server.port}"
        headers = {"Host": f"localhost:{server.port}"}
        with httpx.Client(base_url=base, headers=headers, cookies=cookies, timeout=60) as browser:
            for name, path in PAGES.items():
                seen = len(server.output())
                for _ in range(ROUNDS):
                    response = browser.get(path)
                    assert response.status_code == 200, response  # noqa: S101
                first, *others = _milliseconds(server.output()[seen:])
                p95 = quantiles(others, n=20)[-1]
                _say(
                    f"{name}: first {first:.0f} ms, then p50 {median(others):.0f} ms,"
                    f" p95 {p95:.0f} ms (to be below {TARGET_MS} ms)"
                )


def _milliseconds(log: str) -> list[float]:
    return [float(took) for took in re.findall(r"GET /admin/\S* 200 ([\d.]+)ms", log)]


def _report() -> None:
    """Run the command as operators do; of its time, starting Python and Django is a part."""
    whole, start = _seconds("--json"), _seconds("--help")
    _say(
        f"tenant_report: {whole:.2f} s, of which its start {start:.2f} s"
        f" (to be below {REPORT_SECONDS:.0f} s)"
    )


def _seconds(option: str) -> float:
    """Return the median of three runs, each with a connection that knows no company yet."""
    from tests.serving import environment

    command = [sys.executable, "manage.py", "tenant_report", option]
    times = []
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run(command, env=environment(), stdout=subprocess.DEVNULL, check=True)  # noqa: S603
        times.append(time.perf_counter() - began)
    return median(times)


if __name__ == "__main__":
    main()
