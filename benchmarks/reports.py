"""Reports over a year of 200 people: python -m benchmarks.reports, on a database of its own.

About 50,000 shifts, each with a break, some of them at night, at five locations, with sales for
each day. Pages by what the server says that each took, and the work of each report: the time of the
processor that Python and PostgreSQL use, which other work on the machine leaves as it is. Takes
about four minutes.
"""

import os
import re
import time
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import TYPE_CHECKING, Any

import django

if TYPE_CHECKING:
    from tenants.models import Tenant

PEOPLE, SHIFTS, PLACES = 200, 250, 5
ROUNDS = 15
TARGET_MS = 500
YEAR = "from=2026-01-01&to=2026-12-31"
QUESTIONS = {
    "hours by month": "by=month&measure=hours",
    "hours by day": "by=day&measure=hours",
    "hours by person": "by=person&measure=hours",
    "cost by week": "by=week&measure=cost",
    "cost by day": "by=day&measure=cost",
    "cost by location": "by=location&measure=cost",
    "% of sales by month": "by=month&measure=percent",
    "% of sales by day": "by=day&measure=percent",
    "hours by month, against the year before": "by=month&measure=hours&against=year",
}


def main() -> None:
    """Measure and print."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    os.environ |= {"HTTPS": "off"}
    django.setup()
    # Not earlier: they need Django's models.
    from benchmarks.soak.database import company_slug, own_database
    from config.local import embedded
    from tenants.context import public_context, tenant_context
    from tenants.lifecycle import provision_tenant

    with public_context(), own_database() as prefix:
        company = provision_tenant(slug=company_slug(prefix, 0), name="Company")
        with tenant_context(company):
            owner = _fill()
            _say(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
            _say_work()
        _pages(company, owner)
    embedded.release()


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201


def _fill() -> Any:
    """Let 200 people work for a year; return the sign-in of the owner."""
    from accounts.models import User
    from timetracking.base.periods import Period
    from timetracking.models import (
        BreakKind,
        CompanySettings,
        Employee,
        EmployeeLocation,
        Location,
        Rate,
        Role,
        Sale,
    )
    from timetracking.shifts import days

    random = Random(0)  # noqa: S311 - the same company each time
    CompanySettings.objects.update(time_zone="Europe/Madrid", currency="EUR")
    days.make_rows(Period(date(2026, 1, 1), date(2027, 1, 1)))
    places = Location.objects.bulk_create(Location(name=f"Place {n}") for n in range(PLACES))
    user = User.objects.create_user("owner@example.com", "a-long-password", name="Owner")
    Employee.objects.create(name="Owner", email=user.email, user=user, role=Role.OWNER)
    people = Employee.objects.bulk_create(
        Employee(name=f"Person {number}") for number in range(PEOPLE)
    )
    Rate.objects.bulk_create(
        Rate(employee=person, starts_on=date(2020, 1, 1), amount=Decimal(1200 + number) / 100)
        for number, person in enumerate(people)
    )
    EmployeeLocation.objects.bulk_create(
        EmployeeLocation(employee=person, location=places[number % PLACES])
        for number, person in enumerate(people)
    )
    first = datetime(2026, 1, 1, tzinfo=UTC).date()
    Sale.objects.bulk_create(
        Sale(location=place, day=first + timedelta(days=day), amount=random.randrange(500, 5000))
        for place in places
        for day in range(365)
    )
    kind = BreakKind.objects.get()
    for number, person in enumerate(people):
        _work(person, places, number, kind, random)
    return user


def _work(person: Any, places: list[Any], number: int, kind: Any, random: Random) -> None:
    """Give somebody 250 shifts in a year, every tenth of the people at night."""
    from timetracking.models import Break, WorkLog

    hour = 21 if number % 10 == 0 else 7
    days = sorted(random.sample(range(365), SHIFTS))
    starts = [
        datetime(2026, 1, 1, hour, tzinfo=UTC) + timedelta(days=day, seconds=random.randrange(3600))
        for day in days
    ]
    logs = WorkLog.objects.bulk_create(
        WorkLog(
            employee=person,
            check_in=start,
            check_out=start + timedelta(seconds=random.randrange(27_000, 34_000)),
            time_zone="Europe/Madrid",
            location=places[(number + (random.random() < 0.1)) % PLACES],
        )
        for start in starts
    )
    Break.objects.bulk_create(
        Break(
            work_log=log,
            kind=kind,
            is_paid=False,
            start=log.check_in + timedelta(hours=4),
            end=log.check_in + timedelta(hours=4, minutes=30),
        )
        for log in logs
    )


def _say_work() -> None:
    """Answer each question in this process, once it is prepared, and say what that takes."""
    from django.db import connection
    from django.utils import timezone

    from timetracking.models import CompanySettings, Employee, Role
    from timetracking.reports.question import Question
    from timetracking.reports.report import report
    from timetracking.reports.tables import table

    owner, company = Employee.objects.get(role=Role.OWNER), CompanySettings.objects.get()
    server = connection.connection.info.backend_pid
    for name, words in QUESTIONS.items():
        pairs = (pair.split("=") for pair in f"{YEAR}&{words}".split("&"))
        question, _wrong = Question.asked(
            dict(pairs), location=None, today=timezone.now().date(), starts_on=1
        )
        report(owner, question, company=company, now=timezone.now())
        ours, theirs = time.process_time(), _processor(server)
        for _ in range(ROUNDS):
            table(report(owner, question, company=company, now=timezone.now()), "EUR")
        python = (time.process_time() - ours) * 1000 / ROUNDS
        postgres = (_processor(server) - theirs) * 1000 / ROUNDS
        _say(f"{name}: {python:.0f} ms of Python and {postgres:.0f} ms of PostgreSQL")


def _processor(pid: int) -> float:
    """Return the seconds of the processor that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _pages(company: "Tenant", user: Any) -> None:
    import httpx
    from django.conf import settings

    from tests.conftest import TenantClient
    from tests.serving import Server

    client = TenantClient(company)
    client.force_login(user)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}
    with Server(WEB_CONCURRENCY="1") as server:
        base = f"http://127.0.0.1:{server.port}"
        headers = {"Host": f"{company.host}:{server.port}"}
        with httpx.Client(base_url=base, headers=headers, cookies=cookies, timeout=60) as browser:
            for name, question in QUESTIONS.items():
                seen = len(server.output())
                for _ in range(ROUNDS + 1):
                    response = browser.get(f"/reports/?{YEAR}&{question}")
                    assert response.status_code == 200, response  # noqa: S101
                _say_times(name, _milliseconds(server.output()[seen:]))


def _say_times(name: str, times: list[float]) -> None:
    first, *others = times
    p95 = quantiles(others, n=20)[-1]
    _say(
        f"{name}: first {first:.0f} ms, then at best {min(others):.0f} ms, p50 {median(others):.0f}"
        f" ms, p95 {p95:.0f} ms (to be below {TARGET_MS} ms)"
    )


def _milliseconds(log: str) -> list[float]:
    return [float(took) for took in re.findall(r"GET /reports/\S* 200 ([\d.]+)ms", log)]


if __name__ == "__main__":
    main()
