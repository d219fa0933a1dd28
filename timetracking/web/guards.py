"""Decorators that decide who may open a view; each view has one of them."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.factors.requirement import must_show_factor
from timetracking.base.errors import ForManagers, ForOwners, NotAllowed, NotOnStaff
from timetracking.models import Employee
from timetracking.web.requests import CompanyRequest, StaffRequest

P = ParamSpec("P")
F = TypeVar("F", bound=Callable[..., HttpResponse])
# The header of a page whose script stores taps that did not count, and sends them later.
KEEPS_TAPS = "X-Keeps-Taps"
StaffView = Callable[Concatenate[StaffRequest, P], HttpResponse]
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def employee_required(view: "StaffView[P]") -> "View[P]":
    """Admit everyone who works here."""
    return _admit(view, lambda employee: True, NotOnStaff)


def script_required(view: "StaffView[P]") -> "View[P]":
    """Admit the script of a page of everyone who works here; others are told so as JSON."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        company_request = cast("CompanyRequest", request)
        if not request.user.is_authenticated or must_show_factor(company_request):
            return JsonResponse({"signed_out": True}, status=401)
        if company_request.employee is None:
            return JsonResponse({"refusal": str(NotOnStaff())}, status=403)
        return view(cast("StaffRequest", request), *args, **kwargs)

    return login_not_required(guarded)


def anyone(view: F) -> F:
    """Admit any device: the response is the same for all and has no personal data."""
    return login_not_required(view)


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
        messages.warning(request, _lost_or_kept(request))
    if request.htmx:
        # Without this, htmx would swap the sign-in page into the open one.
        next_path = request.htmx.current_url_abs_path or "/"
        return HttpResponseClientRedirect(redirect_to_login(next_path).url)
    next_path = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return redirect_to_login(next_path)


def _lost_or_kept(request: CompanyRequest) -> str:
    # The script of the clock page stores a tap that did not count, and says so.
    if KEEPS_TAPS in request.headers:
        return _("You were signed out. Your tap is saved on this phone: sign in to send it.")
    return _("You were signed out, so that did not count. Sign in and try again.")


def _to_security(request: CompanyRequest) -> HttpResponse:
    """Redirect to the page where a second factor is set up or shown."""
    if request.htmx:
        return HttpResponseClientRedirect(resolve_url("security"))
    return redirect("security")
