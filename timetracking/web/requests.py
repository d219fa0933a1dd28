"""The request types of the product."""

from typing import Any

from django.http import QueryDict
from django_htmx.middleware import HtmxDetails

from accounts.models import User
from accounts.requests import SiteRequest, client_of
from timetracking.base.authors import Author
from timetracking.models import CompanySettings, Employee, Rules


class CompanyRequest(SiteRequest):
    """A request on a company's host, with the attributes that `CompanyMiddleware` sets."""

    tenant: Any
    htmx: HtmxDetails
    company: CompanySettings
    rules: Rules
    employee: Employee | None
    needs_factor: bool
    """Whether the company wants a second factor of this user."""


class StaffRequest(CompanyRequest):
    """A request of an employee, in a view with one of the decorators of `guards`."""

    user: User
    employee: Employee


def form_data(request: StaffRequest) -> QueryDict | None:
    """Return the data for a form: that of a POST, or None for an unbound form."""
    return request.POST if request.method == "POST" else None


def is_read_only(request: CompanyRequest) -> bool:
    """Return whether this request can change nothing: of support, or of a read-only company."""
    is_support = getattr(request, "support", None) is not None
    return is_support or bool(getattr(request.tenant, "is_read_only", False))


def author(request: StaffRequest) -> Author:
    """Return the author of the changes that this request makes."""
    client = client_of(request)
    return Author(
        request.employee, address=client.address, browser=client.browser, site=request.site
    )
