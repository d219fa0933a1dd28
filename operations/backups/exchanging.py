"""Puts a schema into a living company's place, without what has ended there in the meantime."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from jobs.models import Job
from operations.signals import company_replaced, company_replacing
from tenants.backups import switching
from tenants.context import tenant_context
from tenants.history import history
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


@dataclass(frozen=True)
class _Ended:
    """What is known of the tables that are replaced: their jobs, and the product's answers."""

    waiting: list[int]
    finished: list[int]
    answers: list[Any]


def exchange(tenant: Tenant, schema: str, *, is_older: bool, now: datetime, patience: float) -> str:
    """Replace the company's tables as `switching.replace` does; return the name of what is kept.

    What has ended since does not begin again: a job that was done, whose mail would be sent a
    second time, and a tablet that was revoked. With `is_older`, for a backup, a job that is not
    there any more was done too; otherwise it has never run.
    """
    ended = _ended(tenant)
    # What is kept is ordered by its time, whatever the clock has shown at the restore before.
    before = [replaced_at for _, _, replaced_at in switching.kept_schemas(tenant.slug)]
    named_by = max([now, *(at + timedelta(milliseconds=1) for at in before)])
    kept = switching.replace(tenant, schema, now=named_by, patience=patience)
    if ended is None:
        return kept
    with tenant_context(tenant, using=OWNER_ALIAS):
        jobs = Job.objects.using(OWNER_ALIAS).unfinished()
        again = jobs.filter(pk__in=ended.finished)
        if is_older:
            again = jobs.exclude(pk__in=ended.waiting)
        again._raw_delete(OWNER_ALIAS)
        for answer in ended.answers:
            company_replaced.send(
                sender=Tenant, tenant=tenant, using=OWNER_ALIAS, now=now, ended=answer
            )
    return kept


def _ended(tenant: Tenant) -> _Ended | None:
    """Return what has ended in the living company, None if its tables are behind the code."""
    if history().is_behind(tenant.schema_version):
        return None
    with tenant_context(tenant, using=OWNER_ALIAS):
        jobs = Job.objects.using(OWNER_ALIAS)
        waiting = list(jobs.unfinished().values_list("pk", flat=True))
        finished = list(jobs.exclude(state=Job.State.READY).values_list("pk", flat=True))
        answers = company_replacing.send(sender=Tenant, tenant=tenant, using=OWNER_ALIAS)
    return _Ended(waiting, finished, [answer for _receiver, answer in answers])
