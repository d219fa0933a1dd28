from datetime import timedelta

from django_tasks import task

from jobs.models import Job

# How long finished jobs are kept. Public has only operators' and those of schedules, which their
# next run needs.
KEPT, KEPT_IN_PUBLIC = timedelta(days=1), timedelta(days=30)


@task
def remove_finished(days: int = KEPT.days) -> None:
    """Remove the jobs of the current company, or of public, that were done that long ago."""
    Job.objects.finished_before(timedelta(days=days)).delete()
