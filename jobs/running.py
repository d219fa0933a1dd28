"""Runs one job after the other in the company, or in public, each in a transaction of its own.

A job runs at least once. Its row is locked while it runs, so a worker that is killed leaves a job
that is ready again, and what the job wrote is rolled back with it. A task of the queue LONG runs
outside a transaction; its job is not ready again for LEASE, which is renewed while it runs.
"""

import logging
import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Any

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django_tasks.base import Task
from psycopg.errors import InsufficientPrivilege

from jobs.backend import LONG
from jobs.entering import entered
from jobs.models import Job
from tenants import wakeups
from tenants.context import no_tenant, public_context
from tenants.models import Tenant

# After these delays, each up to a half longer, it has been tried for about nine hours.
MOST_ATTEMPTS = 25
FIRST_DELAY, LONGEST_DELAY = timedelta(seconds=10), timedelta(minutes=30)
# How long a job that would write waits while its company is read-only.
UNTIL_WRITABLE = timedelta(hours=1)
LEASE = timedelta(minutes=2)
LOST = "WorkerLost"
"""The error of a job whose worker ended each time while it ran."""

logger = logging.getLogger("jobs")


class NotATaskError(Exception):
    """Reports that a job names something else than a task."""


def run_next(tenant: Tenant | None) -> bool:
    """Run the job that has been ready for longest; return whether there was one."""
    with entered(tenant):
        job = Job.objects.ready().order_by("pk").select_for_update(skip_locked=True).first()
        if job is None:
            return False
        is_tried = _begin(job, tenant)
    if is_tried:
        attempt(job.pk, tenant)
    return True


def _begin(job: Job, tenant: Tenant | None) -> bool:
    """Count the attempt, which a worker that is killed could not; return whether to try."""
    if job.attempts >= MOST_ATTEMPTS:
        _set_aside(job, LOST, tenant)
        return False
    lease = Now() + LEASE if _is_long(job) else None
    job.change(attempts=F("attempts") + 1, started_at=Now(), run_after=lease, error="")
    return True


def attempt(pk: int, tenant: Tenant | None) -> None:
    """Run this job unless another worker does; if it fails, try it again later."""
    try:
        if not _run(pk, tenant):
            return
    except (Exception, SystemExit) as error:  # noqa: BLE001 - the next job must run
        with entered(tenant):
            job = Job.objects.unfinished().filter(pk=pk).select_for_update().first()
            if job is not None:
                _fail(job, error, tenant)


def _run(pk: int, tenant: Tenant | None) -> bool:
    with entered(tenant):
        job = Job.objects.unfinished().filter(pk=pk).select_for_update(skip_locked=True).first()
        if job is None:
            return False
        if not _is_long(job):
            _call(job)
            _finish(job)
            return True
    with _renewed(job, tenant), public_context() if tenant is None else entered(tenant):
        _call(job)
    with entered(tenant):
        _finish(job)
    return True


def _call(job: Job) -> None:
    """Call the task as nobody in particular: it names the language and zone that it needs."""
    task = import_string(job.task)
    if not isinstance(task, Task):
        raise NotATaskError
    with translation.override(settings.LANGUAGE_CODE), timezone.override(None):
        task.call(*job.arguments["args"], **job.arguments["kwargs"])


def _finish(job: Job) -> None:
    """Keep what was done, without the arguments."""
    Job.objects.unfinished().filter(pk=job.pk).update(
        state=Job.State.DONE, finished_at=Now(), arguments={}, error=""
    )


def _fail(job: Job, error: BaseException, tenant: Tenant | None) -> None:
    """Try again later, at growing and partly random intervals, or set the job aside."""
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    if tenant is not None and tenant.is_read_only and _is_refused_write(error):
        job.change(attempts=F("attempts") - 1, run_after=Now() + UNTIL_WRITABLE)
        wakeups.wake(after=UNTIL_WRITABLE)
        return
    if job.attempts >= MOST_ATTEMPTS or getattr(error, "is_permanent", False):
        _set_aside(job, name, tenant)
        return
    delay = delay_after(job.attempts)
    job.change(run_after=Now() + delay, error=name)
    wakeups.wake(after=delay)
    logger.warning(
        "Job %s (%s) of %s failed at %s: %s. Attempt %s; the next one is in %s s.",
        *(job.pk, job.task, _name(tenant), _place(), name, job.attempts, round(delay.seconds)),
    )


def delay_after(attempts: int) -> timedelta:
    """Return how long to wait after that many failures."""
    delay = min(FIRST_DELAY * int(2 ** min(max(attempts - 1, 0), 20)), LONGEST_DELAY)
    return delay * random.uniform(1, 1.5)  # noqa: S311 - spreads the load


def _set_aside(job: Job, error: str, tenant: Tenant | None) -> None:
    job.change(state=Job.State.FAILED, finished_at=Now(), error=error)
    wakeups.note_aside()
    logger.error(
        "Job %s (%s) of %s is set aside after %s attempts: %s. See manage.py failed_jobs.",
        *(job.pk, job.task, _name(tenant), job.attempts, error),
    )


def _is_refused_write(error: BaseException) -> bool:
    return isinstance(error.__cause__, InsufficientPrivilege)


def _is_long(job: Job) -> bool:
    try:
        return getattr(import_string(job.task), "queue_name", "") == LONG
    except ImportError:
        return False  # reported by the attempt


@contextmanager
def _renewed(job: Job, tenant: Tenant | None) -> Iterator[None]:
    """Renew the lease of a long job while the block runs, from a thread and connection of its own.

    If a renewal fails, another worker may begin the job too, which does no harm.
    """
    done = Event()

    def renew() -> None:
        try:
            while not done.wait(LEASE.seconds / 3):
                with no_tenant(), entered(tenant):
                    Job.objects.unfinished().filter(pk=job.pk).update(run_after=Now() + LEASE)
        finally:
            connections[DEFAULT_DB_ALIAS].close()

    thread = Thread(target=renew, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _name(tenant: Tenant | None) -> str:
    return tenant.slug if tenant else "public"


def _place() -> str:
    """Return the file and line at which the current error was raised, without its message."""
    trace: Any = sys.exc_info()[2]
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
