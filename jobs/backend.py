"""The backend of Django's Tasks: a job in the current schema, and a wake-up in public."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django_tasks import TaskResult, TaskResultStatus
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task
from django_tasks.exceptions import InvalidTaskError
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from jobs.models import Job
from tenants import wakeups

LONG = "long"
"""The queue of tasks that take longer than a transaction may idle: they run outside one."""


class SchemaBackend(BaseTaskBackend):
    """Writes jobs in the caller's transaction, with the rows that made them necessary."""

    supports_defer = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """Refuse what a worker could not call. Raises InvalidTaskError."""
        super().validate_task(task)
        if task.takes_context:
            raise InvalidTaskError("A job has no context to pass to its task.")

    def enqueue(
        self, task: Task[Any, Any], args: Sequence[Any], kwargs: dict[str, Any]
    ) -> TaskResult[Any]:
        """Add a job in the current company, or in public; it runs once the transaction commits."""
        self.validate_task(task)
        pk = _add(task, list(args), dict(kwargs))
        assert pk is not None  # noqa: S101 - without a key nothing conflicts
        result: TaskResult[Any] = TaskResult(
            task=task,
            id=str(pk),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
        task_enqueued.send(type(self), task_result=result)
        return result


def enqueue_once(
    task: Task[Any, Any], key: str, *args: Any, run_after: datetime | None = None
) -> None:
    """Add a job unless one with this key is unfinished. Waits for a transaction that adds it."""
    _add(task.using(run_after=run_after) if run_after else task, list(args), {}, key=key)


def _add(
    task: Task[Any, Any], args: list[Any], kwargs: dict[str, Any], *, key: str | None = None
) -> int | None:
    """Add a job and wake the worker; return the job's id, None if the key exists."""
    job = Job(
        task=task.module_path,
        arguments=normalize_json({"args": args, "kwargs": kwargs}),
        key=key,
        run_after=task.run_after,
        enqueued_at=Now(),
    )
    with transaction.atomic(using=Job.objects.db):
        Job.objects.bulk_create([job], ignore_conflicts=key is not None)
        wakeups.wake(at=task.run_after)
    return job.pk
