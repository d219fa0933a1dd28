"""What the product reads from a request."""

from typing import Any

from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.requests import SiteRequest, client_address
from timetracking.base.authors import Author
from timetracking.models import CompanySettings, Employee, Rules


class CompanyRequest(SiteRequest):
    """A request on a company's host, as `CompanyMiddleware` hands it on."""

    tenant: Any
    htmx: HtmxDetails
    company: CompanySettings
    rules: Rules
    employee: Employee | None


class StaffRequest(CompanyRequest):
    """A request of someone who works here, behind one of the decorators in `permissions`."""

    user: User
    employee: Employee


def author(request: StaffRequest) -> Author:
    """Return who changes something by this request, and from where, for the audit trail."""
    return Author(request.employee, address=client_address(request) or "")
