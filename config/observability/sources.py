"""What is measured when somebody asks: the companies, their sizes, jobs and backups.

A source is a function that yields metrics, in public, with as many queries for 10,000 companies as
for one. Each answer is kept for some seconds, so that nobody can ask too often. A source that fails
is reported as down, and the others are still there.
"""

import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from config.observability.companies import FIGURES, MINUTES, OTHER, busiest, top
from operations.backups import catalogue, public
from tenants import sizes, wakeups
from tenants.context import public_context
from tenants.history import history
from tenants.models import Tenant
from tenants.states import State

logger = logging.getLogger("shiftbook.metrics")


def use() -> Iterator[Metric]:
    """Yield what the busiest companies have done in the last minutes; no query."""
    helps = (
        f"Requests of the last {MINUTES} minutes, of the busiest companies.",
        f"Responses of the last {MINUTES} minutes with status 500 or above, by company.",
        f"Seconds spent on requests of the last {MINUTES} minutes, by company.",
        f"Slow SQL statements of the last {MINUTES} minutes, by company.",
        f"Requests of the last {MINUTES} minutes that were refused because their company had too"
        " many in progress.",
    )
    families = [
        GaugeMetricFamily(f"shiftbook_company_recent_{name}", text, labels=["company"])
        for name, text in zip(FIGURES, helps, strict=True)
    ]
    for company, row in busiest(settings.METRICS_COMPANIES).items():
        for family, value in zip(families, row, strict=True):
            family.add_metric([company], value)
    yield from families


def companies() -> Iterator[Metric]:
    """Yield the number of companies by state, and of those that wait for migrate_tenants."""
    rows = (
        Tenant.objects.order_by()
        .values_list("is_active", "is_read_only", "is_archived", "schema_version")
        .annotate(Count("pk"))
    )
    states, behind = Counter({state.value: 0 for state in State}), 0
    for is_active, is_read_only, is_archived, version, number in rows:
        flags = {"is_active": is_active, "is_read_only": is_read_only, "is_archived": is_archived}
        states[Tenant(**flags).state] += number
        behind += number if is_active and history().is_behind(version) else 0
    family = GaugeMetricFamily("shiftbook_companies", "Companies, by state.", labels=["state"])
    for state, number in states.items():
        family.add_metric([state], number)
    yield family
    yield GaugeMetricFamily(
        "shiftbook_companies_behind", "Companies that need migrate_tenants.", value=behind
    )


def disk() -> Iterator[Metric]:
    """Yield the size of the database and of the largest companies."""
    family = GaugeMetricFamily(
        "shiftbook_company_bytes",
        "Size of the largest companies' tables, as of their last VACUUM or ANALYZE.",
        labels=["company"],
    )
    found = {slug: [float(size)] for slug, size in sizes.estimated_bytes().items()}
    for slug, (size,) in top(found, settings.METRICS_COMPANIES).items():
        family.add_metric([slug], size)
    yield family
    yield GaugeMetricFamily(
        "shiftbook_database_bytes", "Size of the database.", value=sizes.database_bytes()
    )


def jobs() -> Iterator[Metric]:
    """Yield how the jobs stand, by what the wake-ups in public tell."""
    found = wakeups.figures()
    yield GaugeMetricFamily(
        "shiftbook_companies_with_due_jobs", "Companies in which a job is due.", value=found.due
    )
    yield GaugeMetricFamily(
        "shiftbook_jobs_failed", "Jobs that were set aside after too many tries.", value=found.aside
    )
    yield GaugeMetricFamily(
        "shiftbook_oldest_job_age_seconds",
        "How long the oldest waiting job has been due.",
        value=found.oldest.total_seconds(),
    )


def backups() -> Iterator[Metric]:
    """Yield the ages of the oldest verified backups, and how many companies have none."""
    family = GaugeMetricFamily(
        "shiftbook_backup_age_seconds",
        "Age of the last verified backup, of the companies where it is oldest.",
        labels=["company"],
    )
    verified, now = catalogue.last_verified(), timezone.now()
    # The archive's are as old as they are, and were verified when they went there.
    slugs = dict(Tenant.objects.present().order_by().values_list("pk", "slug"))
    ages = {
        slug: [(now - verified[pk]).total_seconds()] for pk, slug in slugs.items() if pk in verified
    }
    for slug, (age,) in top(ages, settings.METRICS_COMPANIES).items():
        if slug != OTHER:
            family.add_metric([slug], age)
    yield family
    yield GaugeMetricFamily(
        "shiftbook_companies_without_backup",
        "Companies without a verified backup.",
        value=len(slugs) - len(ages),
    )
    yield from _public_backup(verified.get(public.OWNER.pk), now)


def _public_backup(taken_at: datetime | None, now: datetime) -> Iterator[Metric]:
    """Yield how old the verified backup of the operator's rows is, or that there is none."""
    age = GaugeMetricFamily(
        "shiftbook_public_backup_age_seconds",
        "Age of the last verified backup of the operator's rows.",
    )
    if taken_at is not None:
        age.add_metric([], (now - taken_at).total_seconds())
    yield age
    yield GaugeMetricFamily(
        "shiftbook_public_without_backup",
        "Whether the operator's rows have no verified backup.",
        value=float(taken_at is None),
    )


@dataclass
class Source:
    """A function and its last answer, which is good for some seconds."""

    measure: Callable[[], Iterator[Metric]]
    seconds: float
    read_at: float = float("-inf")
    metrics: list[Metric] = field(default_factory=list)
    is_up: bool = False
    lock: Lock = field(default_factory=Lock)

    def read(self) -> list[Metric]:
        """Return the metrics, measured anew if the last answer is too old; none if that fails."""
        with self.lock:
            if time.monotonic() - self.read_at > self.seconds:
                self.metrics, self.is_up = [], False
                try:
                    with public_context(), transaction.atomic():
                        self.metrics, self.is_up = list(self.measure()), True
                except Exception:  # the others are needed most when something is wrong
                    logger.exception("The metrics of %s could not be read.", self.measure.__name__)
                self.read_at = time.monotonic()
            return self.metrics


SOURCES = (
    Source(companies, seconds=10),
    Source(disk, seconds=300),
    Source(jobs, seconds=10),
    Source(backups, seconds=30),
)


class Collector:
    """All sources, for a registry of prometheus-client."""

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of each source, and whether it could be read."""
        up = GaugeMetricFamily(
            "shiftbook_source_up", "Whether these metrics could be read.", labels=["source"]
        )
        yield from use()
        for source in SOURCES:
            yield from source.read()
            up.add_metric([source.measure.__name__], float(source.is_up))
        yield up
