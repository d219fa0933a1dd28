"""A visit: a few jobs of the company for which a wake-up was claimed, and when to come again."""

from datetime import datetime, timedelta
from threading import Event
from time import monotonic

from django.db.models import Min
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Now

from jobs.entering import entered
from jobs.models import Job
from jobs.running import run_next
from tenants import wakeups
from tenants.context import public_context
from tenants.history import history
from tenants.models import Tenant
from tenants.wakeups import Claim

# A company with more to do goes to the end of the queue after so many jobs, or so many seconds.
SHARE = 20
SHARE_SECONDS = 5.0
# When a worker is killed, what it had claimed is due again after this.
LEASE = timedelta(seconds=30)


def visit(claim: Claim, *, stop: Event) -> None:
    """Run a share of the company's jobs, until `stop` is set, and settle the wake-up.

    A suspended company waits, and is woken when it is resumed; one that is behind the code is
    visited again when the lease ends. As long as a company has unfinished jobs it has a wake-up.
    """
    with public_context():
        tenant = Tenant.objects.filter(slug=claim.slug).first() if claim.slug else None
        if claim.slug and (tenant is None or not tenant.is_active):
            wakeups.finish(claim)
            return
    if tenant is not None and history().is_behind(tenant.schema_version):
        return
    _run_share(tenant, stop)
    with entered(tenant):
        again = _next_due()
    with public_context():
        if again is None:
            wakeups.finish(claim)
        else:
            wakeups.put_back(claim, at=again)


def _run_share(tenant: Tenant | None, stop: Event) -> None:
    end = monotonic() + SHARE_SECONDS
    for _ in range(SHARE):
        if stop.is_set() or monotonic() > end or not run_next(tenant):
            return


def _next_due() -> datetime | None:
    """Return when to visit the current company again, None if all of its jobs are done.

    Jobs that are ready and not locked are for the next visit, in its turn. Those that another
    worker has locked are that worker's, unless it is killed.
    """
    jobs = Job.objects.unfinished()
    if jobs.ready().select_for_update(skip_locked=True).first() is not None:
        due: Combinable = Now()
    else:
        due = Coalesce("run_after", Now() + LEASE)
    at: datetime | None = jobs.aggregate(at=Min(due))["at"]
    return at
