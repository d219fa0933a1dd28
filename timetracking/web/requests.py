"""What the product reads from a request."""

from typing import Any

from django.http import QueryDict
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
    """A request of someone who works here, behind one of the decorators in `guards`."""

    user: User
    employee: Employee


def form_data(request: StaffRequest) -> QueryDict | None:
    """Return what a form is bound to: what was sent, None for a page that only shows it."""
    return request.POST if request.method == "POST" else None


def author(request: StaffRequest) -> Author:
    """Return who changes something by this request, and from where, for the audit trail."""
    return Author(request.employee, address=client_address(request) or "")
