"""Keeps one job in public for each line of `settings.SCHEDULES`, and so runs it again and again."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from jobs.backend import enqueue_once
from jobs.models import Job
from tenants import wakeups
from tenants.context import public_context


def key_of(path: str) -> str:
    """Return the key of a schedule's jobs, by which several workers together keep one."""
    return f"schedule:{path}"


def keep() -> None:
    """Add the next job of each schedule whose last one is over; call this every minute.

    It is due an interval after the last one was begun, or at once if that time has passed: what
    was missed is done once. A job that failed does not end its schedule. If the clock was set
    back, none waits for longer than its interval. Takes one query if there is nothing to add.
    """
    schedules: dict[str, timedelta] = settings.SCHEDULES
    keys = [key_of(path) for path in schedules]
    with public_context():
        jobs = Job.objects.filter(key__in=keys).order_by("key", "-pk").distinct("key")
        latest = {job.key: job for job in jobs}
        now = timezone.now()
        for path, every in schedules.items():
            _keep(path, every, latest.get(key_of(path)), now)


def _keep(path: str, every: timedelta, last: Job | None, now: datetime) -> None:
    longest = now + every
    if last is None:
        enqueue_once(import_string(path), key_of(path))
    elif last.state != Job.State.READY:
        at = min((last.started_at or now) + every, longest)
        enqueue_once(import_string(path), key_of(path), run_after=at)
    elif last.run_after is not None and last.run_after > longest:
        last.change(run_after=longest)
        wakeups.wake(at=longest)
