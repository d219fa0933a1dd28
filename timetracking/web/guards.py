"""Decorators that decide who may open a view; each view has one of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.factors.requirement import must_show_factor
from timetracking.base.errors import ForManagers, ForOwners, NotAllowed, NotOnStaff
from timetracking.models import Employee
from timetracking.web.requests import CompanyRequest, StaffRequest

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., HttpResponse])
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def employee_required(view: "StaffView[P]") -> "View[P]":
    """Admit everyone who works here."""
    return _admit(view, lambda employee: True, NotOnStaff)


def manager_required(view: "StaffView[P]") -> "View[P]":
    """Admit managers and owners."""
    return _admit(view, lambda employee: employee.leads, ForManagers)


def owner_required(view: "StaffView[P]") -> "View[P]":
    """Admit owners."""
    return _admit(view, lambda employee: employee.is_owner, ForOwners)


def _admit(
    view: "StaffView[P]", admits: Callable[[Employee], bool], refusal: Callable[[], NotAllowed]
) -> "View[P]":
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        company_request = cast("CompanyRequest", request)
        if not request.user.is_authenticated:
            return _sign_in(company_request)
        if company_request.employee is None:
            raise NotOnStaff
        if must_show_factor(company_request):
            return _to_security(company_request)
        if not admits(company_request.employee):
            raise refusal()
        return view(cast("StaffRequest", request), *args, **kwargs)

    # It redirects to the sign-in itself: LoginRequiredMiddleware would send htmx a whole page.
    return login_not_required(guarded)


def _sign_in(request: CompanyRequest) -> HttpResponse:
    """Redirect to the sign-in, and from there back to the page, never to a form's target.

    Whoever sent something is told there that it did not count.
    """
    if request.method not in {"GET", "HEAD"}:
        sentence = _("You were signed out, so that did not count. Sign in and try again.")
        messages.warning(request, sentence)
    if request.htmx:
        # Without this, htmx would swap the sign-in page into the open one.
        next_path = request.htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(next_path).url)
    next_path = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(next_path)


def _to_security(request: CompanyRequest) -> HttpResponse:
    """Redirect to the page where a second factor is set up or shown."""
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url("security"))
    return redirect("security")
