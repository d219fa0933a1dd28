"""Services that suspend, limit and resume a company, and record it.

`request` is the operator's, or None for a command. The record is in the security log of public and
in the company's own.
"""

from django.http import HttpRequest

from accounts.security.events import Event
from operations import acts
from tenants import lifecycle
from tenants.models import Tenant


def suspend(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Suspend a company: it has one page left, which says whom to contact."""
    lifecycle.suspend_tenant(tenant)
    acts.record_in_both(request, Event.COMPANY_SUSPENDED, tenant)


def make_read_only(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Make a company read-only; one that is suspended can be read again."""
    lifecycle.make_read_only(tenant)
    acts.record_in_both(request, Event.COMPANY_READ_ONLY, tenant)


def resume(tenant: Tenant, *, request: HttpRequest | None = None) -> None:
    """Serve a company without limits again."""
    lifecycle.resume_tenant(tenant)
    acts.record_in_both(request, Event.COMPANY_RESUMED, tenant)
