"""The front page of the base domain, for visitors who look for their company."""

from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.exceptions import TooManyTries
from accounts.requests import client_address
from accounts.views import mark_throttled
from operations import finding
from operations.forms import FindByEmailForm, FindCompanyForm
from tenants import resolver


# Chromium applies form-action also to the redirect, which leads to the company's host or domain.
@csp_update({"form-action": [f"{settings.URL_SCHEME}:"]})
@login_not_required
@require_safe
def find_company(request: HttpRequest) -> HttpResponse:
    """Redirect to the company's host, or show the form with an example of an address."""
    form = FindCompanyForm(request.GET if "address" in request.GET else None)
    if form.is_valid():
        try:
            tenant = resolver.tenant_at(form.cleaned_data["address"])
        except resolver.Moved as moved:
            return HttpResponseRedirect(f"{moved.tenant.base_url}/")
        except resolver.UnknownHost:
            sentence = _(
                "There is no company at “%(host)s”. Check the spelling: the address is in the link "
                "in your invitation e-mail, and your manager knows it."
            )
            address = form.cleaned_data["address"]
            host = address if "." in address else f"{address}.{settings.BASE_DOMAIN}"
            form.add_error("address", sentence % {"host": host})
        else:
            return HttpResponseRedirect(f"{tenant.base_url}/")
    status = 404 if form.is_bound else 200
    return render(request, "operations/find_company.html", _context(form=form), status=status)


@csp_update({"form-action": [f"{settings.URL_SCHEME}:"]})
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def find_by_email(request: HttpRequest) -> HttpResponse:
    """Have the visitor's companies mailed to them; the response does not show whether any are."""
    if request.method != "POST":
        return redirect("find-company")
    form = FindByEmailForm(request.POST)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            finding.ask(email, client=client_address(request), now=timezone.now())
        except TooManyTries as error:
            form.refuse(error)
        else:
            return render(request, "operations/find_sent.html", {"email": email})
    return mark_throttled(
        render(request, "operations/find_company.html", _context(email_form=form)), form
    )


def _context(**forms: Any) -> dict[str, Any]:
    return {
        "form": FindCompanyForm(),
        "email_form": FindByEmailForm(),
        "base_domain": settings.BASE_DOMAIN,
        "is_open": settings.SIGNUP == "open",
        **forms,
    }
