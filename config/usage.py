"""How the companies use Shiftbook, from queries across all of them.

Each function takes as many queries for a hundred companies as for one.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Aggregate, Count, F, Max, Q, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncMinute

from accounts.models import Session
from config.figures import figures_of_all
from operations.figures import Figures
from operations.usage import reading
from operations.usage.keeping import Measured
from tenants import sizes
from tenants.across import across
from tenants.context import public_context
from tenants.exceptions import TenantError
from tenants.models import TenantQuerySet
from timetracking.models import Break, CompanySettings, Employee, WorkLog

DAYS = 30
T = TypeVar("T")


@dataclass
class Usage:
    """A company's figures: people who can clock in, and hours counted of recently ended shifts.

    The country and the currency are codes, "" for a company that has not chosen them. `last_use` is
    the last tap or the last page of somebody who was signed in. Sizes and growth are as the worker
    measured them last night, growth against 30 days before; None is not known.
    """

    slug: str
    country: str = ""
    currency: str = ""
    people: int = 0
    in_now: int = 0
    hours: float = 0
    last_punch: datetime | None = None
    last_use: datetime | None = None
    bytes: int | None = None
    bytes_growth: int | None = None
    people_growth: int | None = None


@dataclass
class Work:
    """The taps and the counted minutes of a company."""

    in_now: int = 0
    minutes: float = 0
    last_tap: datetime | None = None


def usages(tenants: TenantQuerySet, *, now: datetime) -> dict[str, Usage]:
    """Return the usage of these companies by slug, including those without people or shifts."""
    ids = dict(tenants.order_by("slug").values_list("slug", "pk"))
    found = {slug: Usage(slug) for slug in ids}
    # Most of the time goes into what a connection reads of each table before its first query, so
    # two connections need half of it.
    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(_on_a_connection_of_its_own, lambda: work_of(tenants, now=now))
        _add_people(found, tenants)
        work = working.result()
    for slug, one in work.items():
        usage = found.setdefault(slug, Usage(slug))
        usage.in_now, usage.last_punch = one.in_now, one.last_tap
        usage.hours = round(one.minutes / 60, 2)
        usage.last_use = max(filter(None, (usage.last_use, usage.last_punch)), default=None)
    _add_growth(found, ids)
    return found


def _on_a_connection_of_its_own(read: Callable[[], T]) -> T:
    try:
        with public_context():
            return read()
    finally:
        connections.close_all()  # those of this thread


def _add_people(found: dict[str, Usage], tenants: TenantQuerySet) -> None:
    """Add the place, the number of people, and when somebody last looked at a page."""
    people = Employee.objects.filter(is_active=True)
    theirs = Session.objects.filter(user__isnull=False, operator="")
    rows = CompanySettings.objects.order_by().values_list(
        "country", "currency", _one(people, Count("pk")), _one(theirs, Max("seen_at"))
    )
    for slug, (country, currency, count, seen) in across(rows, tenants=tenants):
        usage = found.setdefault(slug, Usage(slug))
        usage.country, usage.currency = country, currency
        usage.people, usage.last_use = count or 0, seen


def _one(rows: "QuerySet[Any]", figure: Aggregate) -> Subquery:
    """Return a figure of all rows as a part of another query."""
    return Subquery(rows.order_by().values(one=Value(1)).annotate(figure=figure).values("figure"))


def work_of(tenants: TenantQuerySet, *, now: datetime) -> dict[str, Work]:
    """Return what was worked in these companies, by slug; those without any shift are missing."""
    since = now - timedelta(days=DAYS)
    found: dict[str, Work] = {}
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
        worked = (row["present"] or timedelta()) - timedelta(minutes=row["deducted"] or 0)
        last = max(filter(None, (row["began"], row["ended"])), default=None)
        found[slug] = Work(row["open"], worked / timedelta(minutes=1), last)
    unpaid = Break.objects.filter(is_paid=False, work_log__check_out__gte=since).order_by()
    lengths = unpaid.values_list(Value(1)).annotate(length=Sum(_minutes("start", "end")))
    for slug, (_, length) in across(lengths, tenants=tenants):
        found.setdefault(slug, Work()).minutes -= (length or timedelta()) / timedelta(minutes=1)
    return found


def _minutes(start: str, end: str) -> Combinable:
    """Return the length that counts, as in `timetracking.models.work_log.elapsed`."""
    return TruncMinute(end, tzinfo=UTC) - TruncMinute(start, tzinfo=UTC)


def _add_growth(found: dict[str, Usage], ids: dict[str, int]) -> None:
    standings = reading.standings()
    estimated = {} if standings else sizes.estimated_bytes()
    for slug, usage in found.items():
        standing = standings.get(ids.get(slug, 0))
        if standing is None:
            usage.bytes = estimated.get(slug)
        else:
            usage.bytes, usage.bytes_growth = standing.bytes, standing.more_bytes
            usage.people_growth = standing.more_people


def measure(tenants: TenantQuerySet, *, now: datetime) -> dict[str, Measured]:
    """Return what is kept of these companies each night, by slug."""
    work, figures = work_of(tenants, now=now), figures_of_all(tenants)
    found = {}
    for slug in tenants.values_list("slug", flat=True):
        known, worked = figures.get(slug, Figures()), work.get(slug, Work())
        minutes = max(0, round(worked.minutes))
        found[slug] = Measured(known.people, known.active, minutes, known.last_tap)
    return found


def each_if_not_all(
    read: Callable[[TenantQuerySet], dict[str, T]],
    tenants: TenantQuerySet,
    *,
    failed: Callable[[str, Exception], None],
) -> dict[str, T]:
    """Read all companies at once or, if that fails, each that can be read, and tell of the others.

    A moment that PostgreSQL stores may be one that Python does not know. Raises TenantError.
    """
    try:
        return read(tenants)
    except TenantError:
        raise
    except Exception:  # noqa: BLE001 - judged again for each company
        found: dict[str, T] = {}
        for slug in tenants.order_by("slug").values_list("slug", flat=True):
            try:
                found |= read(tenants.filter(slug=slug))
            except Exception as error:  # noqa: BLE001 - continue with the next company
                failed(slug, error)
        return found
