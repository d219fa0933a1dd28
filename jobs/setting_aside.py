"""The jobs that were set aside: the operator lists them, and has them tried again or removed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jobs.entering import entered
from jobs.models import Job
from tenants import wakeups
from tenants.across import across
from tenants.context import public_context, tenant_context
from tenants.history import tenants_behind
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

# What one list shows: the first companies, and the oldest jobs of each.
MOST_COMPANIES, MOST_EACH = 100, 50

_FIELDS = ("pk", "task", "attempts", "enqueued_at", "finished_at", "error")


@dataclass(frozen=True)
class Aside:
    """A job that was set aside; the slug is empty for one in public."""

    slug: str
    pk: int
    task: str
    attempts: int
    enqueued_at: datetime
    finished_at: datetime
    error: str

    @property
    def short_task(self) -> str:
        """Return the task without its packages, such as mail.deliver."""
        return ".".join(self.task.split(".")[-2:])

    @property
    def short_error(self) -> str:
        """Return the exception's class without its module."""
        return self.error.rpartition(".")[2]


def listed(slug: str | None = None) -> list[Aside]:
    """Return the jobs that are set aside, or those of one company, "" for public.

    Takes one query over public, and one as the owner login over the companies that have any.
    """
    with public_context():
        slugs = set(wakeups.set_aside_counts(limit=MOST_COMPANIES))
        if slug is not None:
            slugs &= {slug}
        return list(_found(slugs))


def _found(slugs: set[str]) -> Iterator[Aside]:
    jobs = Job.objects.set_aside().values(*_FIELDS)[:MOST_EACH]
    if "" in slugs:
        yield from (Aside("", **row) for row in jobs)
    tenants = Tenant.objects.present().filter(slug__in=slugs - {""})
    current = tenants.exclude(pk__in=tenants_behind(tenants).values("pk"))
    yield from (Aside(found, **row) for found, row in across(jobs, tenants=current))


def retry(tenant: Tenant | None, pk: int) -> bool:
    """Have a job of the company, or of public, tried again from the start; return whether it is.

    It is removed instead if the same was asked for meanwhile. Raises TenantUnavailable for a
    suspended company.
    """
    with entered(tenant):
        job = Job.objects.set_aside().filter(pk=pk).select_for_update().first()
        if job is not None and _is_asked_for_again(job):
            job.delete()
        elif job is not None:
            values: dict[str, Any] = {"attempts": 0, "error": "", "run_after": None}
            job.change(state=Job.State.READY, started_at=None, finished_at=None, **values)
            wakeups.wake()
    _settle(tenant)
    return job is not None


def _is_asked_for_again(job: Job) -> bool:
    return job.key is not None and Job.objects.unfinished().filter(key=job.key).exists()


def discard(tenant: Tenant | None, pk: int) -> bool:
    """Remove a job that was set aside for good; return whether there was one.

    Raises TenantUnavailable for a suspended company.
    """
    with entered(tenant):
        count, _ = Job.objects.filter(pk=pk, state=Job.State.FAILED).delete()
    _settle(tenant)
    return count > 0


def take_over(tenant: Tenant) -> None:
    """Let the worker and the operator know of the jobs in tables that were just restored.

    Public has nothing of them if the server is new. In the caller's transaction of the owner login.
    """
    with tenant_context(tenant, using=OWNER_ALIAS):
        count = Job.objects.using(OWNER_ALIAS).set_aside().count()
    wakeups.begin_anew(tenant.slug, aside=count)


def _settle(tenant: Tenant | None) -> None:
    """Remove the notes in public that have no job any more.

    They are read first, so that one for a job that is set aside at the same moment stays.
    """
    slug = tenant.slug if tenant else ""
    with public_context():
        notes = wakeups.aside_notes(slug)
    with entered(tenant):
        left = Job.objects.set_aside().count()
    with public_context():
        wakeups.remove_notes(notes[: max(0, len(notes) - left)])
