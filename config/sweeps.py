"""The tasks of the schedules: each finds the companies that have something to do, and no others.

One query goes over many companies at a time; then a job is added in each company that it found. A
company that is being migrated is left out until the next time.
"""

import logging
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks.base import Task

from accounts.models import Session
from accounts.requests import CarriedSite
from accounts.sessions import remove_expired
from config.usage import each_if_not_all, measure
from jobs import tasks as job_tasks
from jobs.backend import LONG, enqueue_once
from jobs.models import Job
from operations.backups import asking, catalogue, due, making, public
from operations.domains import rechecking
from operations.signup import cleaning
from operations.usage import keeping
from tenants import sizes
from tenants.across import across
from tenants.context import tenant_context
from tenants.exceptions import TenantUnavailable
from tenants.history import tenants_behind
from tenants.management.printing import kind_of
from tenants.models import Tenant, TenantQuerySet
from timetracking.clocking import forgotten

logger = logging.getLogger("operations")

# Over how long the jobs of many companies are spread that have time.
SPREAD = timedelta(hours=2)
# When companies are backed up, each at its own minute, in UTC.
NIGHT_BEGINS, NIGHT_MINUTES = 1, 240
# So much later the operator's rows, whose catalogue is to have the night's backups.
AFTER_COMPANIES = timedelta(minutes=NIGHT_MINUTES)
# A company is not tried more often than this.
TRIED_LATELY = timedelta(hours=12)


@task(queue_name=LONG)
def forgotten_shifts() -> None:
    """Have each forgotten shift looked after: see timetracking.clocking.forgotten."""
    found: dict[str, list[int]] = defaultdict(list)
    due = forgotten.due(timezone.now()).values_list("pk")
    for slug, (pk,) in across(due, tenants=_current(Tenant.objects.writable())):
        found[slug].append(pk)
    for tenant in _tenants(found):
        try:
            with tenant_context(tenant):
                site = asdict(CarriedSite.of(tenant))
                for pk in found[tenant.slug]:
                    enqueue_once(forgotten.follow_up_shift, f"forgotten:{pk}", pk, site)
        except TenantUnavailable:  # suspended in the meantime
            continue


@task(queue_name=LONG)
def expired_sessions() -> None:
    """Have expired sessions removed."""
    old = Session.objects.filter(expire_date__lt=timezone.now())
    remove_expired.enqueue()
    _spread(old, remove_expired)


@task(queue_name=LONG)
def finished_jobs() -> None:
    """Have jobs removed that were finished a day ago or, in public, a month ago."""
    job_tasks.remove_finished.enqueue(days=job_tasks.KEPT_IN_PUBLIC.days)
    _spread(Job.objects.finished_before(job_tasks.KEPT), job_tasks.remove_finished)


@task(queue_name=LONG)
def old_security_events() -> None:
    """Remove what is too old from the security logs, as the owner login."""
    call_command("prune_security_log")


@task(queue_name=LONG)
def old_sign_ups() -> None:
    """Remove what was kept of companies that wanted to sign up, once their links have expired."""
    cleaning.remove_expired(now=timezone.now())


@task(queue_name=LONG)
def domain_records() -> None:
    """Look whether the domains of companies still have their records in the DNS."""
    rechecking.recheck_all()


@task(queue_name=LONG)
def usage() -> None:
    """Measure all companies, once a day, soon after midnight in UTC; see operations.usage.

    One that cannot be read, or is behind the code, has its state and size alone.
    """
    now = timezone.now()
    if keeping.is_kept(now.date()):
        return
    present = Tenant.objects.present()

    def failed(slug: str, error: Exception) -> None:
        logger.error("%s could not be measured: %s", slug, kind_of(error))

    read = partial(measure, now=now)
    measured = each_if_not_all(read, _current(present), failed=failed)
    found = sizes.exact_bytes(list(present.values_list("slug", flat=True)))
    keeping.keep(measured, found, now=now)
    keeping.prune(now=now)


@task(queue_name=LONG)
def due_backups() -> None:
    """Have each company backed up whose newest verified backup is older than a day.

    Each has a job of its own in public, where the catalogue is, and at its own minute of the night;
    one without a backup, or that was missed, within SPREAD. Does nothing without BACKUP_DIR.
    """
    if not settings.BACKUP_DIR:
        return
    now, latest = timezone.now(), catalogue.latest()
    failed = Job.objects.set_aside().filter(key__startswith=asking.PREFIX)
    given_up = set(failed.filter(finished_at__gt=now - TRIED_LATELY).values_list("key", flat=True))
    for tenant in Tenant.objects.in_pages():
        at = _next_backup(tenant, latest.get(tenant.pk), now)
        if at is not None and asking.key_of(tenant.pk) not in given_up:
            asking.plan(tenant, at=at)
    at, key = _next_backup(public.OWNER, latest.get(public.OWNER.pk), now), asking.key_of(0)
    if at is not None and key not in given_up:
        enqueue_once(back_up_operator, key, run_after=at + AFTER_COMPANIES)


def _next_backup(tenant: Tenant, latest: catalogue.Latest | None, now: datetime) -> datetime | None:
    """Return when to back the company up if that is before the sweep comes again, else None."""
    if latest is not None and latest.taken_at > now - TRIED_LATELY:
        return None
    if due.is_overdue(latest, now=now):
        return now + SPREAD * random.random()  # noqa: S311 - spreads the load
    minute = NIGHT_BEGINS * 60 + tenant.pk * 67 % NIGHT_MINUTES
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight + timedelta(minutes=minute)
    at += timedelta(days=1) if at < now else timedelta()
    return at if at - now <= SPREAD else None


@task(queue_name=LONG)
def back_up_operator() -> None:
    """Back up the operator's rows of public, and restore them on trial if this server can."""
    public.back_up_public(verifies=making.can_verify(), quiet=True)


@task(queue_name=LONG)
def old_backups() -> None:
    """Remove the backups that are kept no longer, and what restores have replaced."""
    if settings.BACKUP_DIR:
        call_command("prune_backups")


def _spread(found: "QuerySet[Any]", then: "Task[Any, Any]") -> None:
    """Add the job `then` in each served company in which the queryset finds something."""
    rows = across(found.values_list("pk")[:1], tenants=_current(Tenant.objects.active()))
    for tenant in _tenants({slug for slug, _ in rows}):
        at = timezone.now() + SPREAD * random.random()  # noqa: S311 - spreads the load
        try:
            with tenant_context(tenant):
                enqueue_once(then, then.module_path, run_after=at)
        except TenantUnavailable:  # suspended in the meantime
            continue


def _current(tenants: TenantQuerySet) -> TenantQuerySet:
    behind = tenants_behind(Tenant.objects.all()).values("pk")
    return tenants.exclude(pk__in=behind)


def _tenants(slugs: Iterable[str]) -> list[Tenant]:
    return list(Tenant.objects.active().filter(slug__in=list(slugs)))
