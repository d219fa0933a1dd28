"""Jobs of one task that are done together, because one of them takes as long as all do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django_tasks.base import Task

from jobs.models import Job
from jobs.running import LEASE


@contextmanager
def others(task: Task[Any, Any], *, most: int) -> Iterator[list[list[Any]]]:
    """Give the arguments of up to `most` other jobs of the task that are ready, for one of them.

    They are done when the block ends, and ready again after LEASE if it fails. For a task of the
    queue LONG in public, which runs outside a transaction.
    """
    with transaction.atomic():
        ready = Job.objects.ready().filter(task=task.module_path).order_by("pk")
        jobs = list(ready.select_for_update(skip_locked=True)[:most])
        mine = Job.objects.unfinished().filter(pk__in=[job.pk for job in jobs])
        mine.update(attempts=F("attempts") + 1, started_at=Now(), run_after=Now() + LEASE)
    yield [job.arguments["args"] for job in jobs]
    mine.update(state=Job.State.DONE, finished_at=Now(), arguments={}, error="")
