"""Jobs: a row in the schema of the company for which something is to be done."""

from datetime import timedelta
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class JobQuerySet(models.QuerySet["Job"]):
    """Filters jobs; all times are compared with the database server's clock."""

    def unfinished(self) -> Self:
        """Filter the jobs that are still to be done."""
        return self.filter(state=Job.State.READY)

    def ready(self) -> Self:
        """Filter the jobs that may run now.

        One that was begun in the future shows that the clock has been set back since: it does not
        wait until the same time comes again.
        """
        is_due = Q(run_after__isnull=True) | Q(run_after__lte=Now()) | Q(started_at__gt=Now())
        return self.unfinished().filter(is_due)

    def waiting(self) -> Self:
        """Filter the unfinished jobs that do not run: planned for later, or to be tried again."""
        return self.unfinished().filter(Q(started_at__isnull=True) | ~Q(error=""))

    def set_aside(self) -> Self:
        """Filter the jobs that were tried too often, oldest first."""
        return self.filter(state=Job.State.FAILED).order_by("pk")

    def finished_before(self, span: timedelta) -> Self:
        """Filter the jobs that were done that long ago."""
        return self.filter(state=Job.State.DONE, finished_at__lt=Now() - span)


class Job(models.Model):
    """A call of a task, which is written in the transaction of what caused it."""

    class State(models.TextChoices):
        """Ready also while it runs: a worker that is killed leaves nothing to tidy."""

        READY = "ready"
        DONE = "done"
        FAILED = "failed"

    task = models.CharField(max_length=200)
    # Personal data stay in the company's schema, and only until the job is done.
    arguments = models.JSONField(default=dict)
    # Unfinished jobs have different keys: what is asked for twice is done once.
    key = models.CharField(max_length=120, null=True)  # noqa: DJ001 - null is no key
    state = models.CharField(max_length=6, choices=State, default=State.READY)
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(null=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # The name of the exception's class, "" while it runs: its message may name people.
    error = models.CharField(max_length=200, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "jobs"
        constraints = [
            # It has all unfinished jobs, so it serves to find them too.
            models.UniqueConstraint(
                fields=["key"], condition=Q(state="ready"), name="jobs_unfinished_key"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"

    @property
    def is_running(self) -> bool:
        """Return whether a worker has begun it and not come to an end, or was killed since."""
        is_begun = self.started_at is not None and self.error == ""
        return self.state == Job.State.READY and is_begun

    def change(self, **values: Any) -> None:
        """Save these values, which may be expressions."""
        Job.objects.filter(pk=self.pk).update(**values)
