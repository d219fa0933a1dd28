"""Jobs that were set aside: an operator has one tried again, or removes it; both are recorded."""

from django.http import HttpRequest

from accounts.security import log
from accounts.security.events import Event
from jobs import setting_aside
from jobs.setting_aside import Aside
from operations import acts
from tenants.context import in_public, public_context
from tenants.models import Tenant


def retry(job: Aside, tenant: Tenant | None, *, request: HttpRequest | None = None) -> bool:
    """Have a job tried again from the start; return whether it is.

    Raises TenantUnavailable for a suspended company.
    """
    is_done = setting_aside.retry(tenant, job.pk)
    if is_done:
        _record(Event.JOB_RETRIED, job, tenant, request)
    return is_done


def discard(job: Aside, tenant: Tenant | None, *, request: HttpRequest | None = None) -> bool:
    """Remove a job for good; return whether there was one.

    Raises TenantUnavailable for a suspended company.
    """
    is_done = setting_aside.discard(tenant, job.pk)
    if is_done:
        _record(Event.JOB_REMOVED, job, tenant, request)
    return is_done


def _record(event: Event, job: Aside, tenant: Tenant | None, request: HttpRequest | None) -> None:
    """Add the act to the log of public, and to that of the company whose job it was."""
    detail = {"job": job.pk, "task": job.short_task}
    if tenant is not None:
        acts.record_in_both(request, event, tenant, detail)
    elif in_public():
        log.record(event, request=request, detail=detail)
    else:
        with public_context():
            log.record(event, request=request, detail=detail)
