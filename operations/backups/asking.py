"""Backups as jobs in public: one that an operator asked for now, or the schedule for the night."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_tasks import task

from accounts.security.events import Event
from jobs.backend import LONG, enqueue_once
from jobs.models import Job
from operations import acts
from operations.backups import making, places, sealing
from operations.backups.errors import NotStored
from tenants import wakeups
from tenants.models import Tenant

PREFIX = "backup:"


def key_of(pk: int) -> str:
    """Return the key of the job that backs a company up, by which it has one at a time."""
    return f"{PREFIX}{pk}"


@task(queue_name=LONG)
def back_up_company(pk: int) -> None:
    """Back a company up, and restore the backup on trial if this server can decrypt it."""
    tenant = Tenant.objects.present().filter(pk=pk).first()
    if tenant is not None:  # or it was archived or removed meanwhile
        making.back_up(tenant, verifies=making.can_verify(), quiet=True)


def plan(tenant: Tenant, *, at: datetime) -> None:
    """Have the company backed up at a time, unless that is planned or asked for already."""
    enqueue_once(back_up_company, key_of(tenant.pk), tenant.pk, run_after=at)


def ask(tenant: Tenant, *, request: HttpRequest) -> None:
    """Have the company backed up now by the worker, and record who asked.

    One that was planned for later, or failed and waits for its next try, is brought forward; one
    that runs already is enough. Raises BackupError if backups are not set up here.
    """
    places.place("")
    sealing.recipient()
    if tenant.is_archived:
        raise NotStored(
            _('"%(slug)s" is archived: its last backup is all of it.') % {"slug": tenant.slug}
        )
    with transaction.atomic():
        enqueue_once(back_up_company, key_of(tenant.pk), tenant.pk)
        Job.objects.waiting().filter(key=key_of(tenant.pk)).update(run_after=None, attempts=0)
        wakeups.wake()
        acts.record(request, Event.BACKUP_ASKED, tenant)


@dataclass(frozen=True)
class Progress:
    """How the last job of a company's backup stands."""

    company: int
    state: str
    """"waiting", "planned", "running", "again" (failed and tried again), "failed" or "done"."""
    at: datetime | None
    """Since when, or for "planned" and "again" until when."""
    error: str = ""


def progress_of(tenants: Iterable[Tenant]) -> dict[int, Progress]:
    """Return how the newest job of each company stands, by the company's id, in one query."""
    keys = [key_of(tenant.pk) for tenant in tenants]
    jobs = Job.objects.filter(key__in=keys).order_by("key", "-pk").distinct("key")
    return {one.company: one for one in map(_progress, jobs)}


def unfinished() -> list[Progress]:
    """Return the backups that run, are about to, or have failed, but not those of the night.

    One that failed is left out once another job of the same company has come after it.
    """
    later = Job.objects.filter(key=OuterRef("key"), pk__gt=OuterRef("pk"))
    jobs = Job.objects.filter(key__startswith=PREFIX).exclude(state=Job.State.DONE)
    found = map(_progress, jobs.exclude(Exists(later)).order_by("pk"))
    return [one for one in found if one.state != "planned"]


def _progress(job: Job) -> Progress:
    company, error = int(str(job.key).removeprefix(PREFIX)), job.error.rpartition(".")[2]
    if job.state == Job.State.DONE:
        return Progress(company, "done", job.finished_at)
    if job.state == Job.State.FAILED:
        return Progress(company, "failed", job.finished_at, error)
    if job.is_running:
        return Progress(company, "running", job.started_at)
    if error:
        return Progress(company, "again", job.run_after, error)
    if job.run_after is not None:
        return Progress(company, "planned", job.run_after)
    return Progress(company, "waiting", job.enqueued_at)
