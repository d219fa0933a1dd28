"""The page of what is one's own, where one lands after signing in, and the sidebar's width."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from timetracking.web.back import safe_path
from timetracking.web.guards import employee_required
from timetracking.web.requests import StaffRequest
from timetracking.web.targets import form_target

SIDEBAR = "sidebar"
_A_YEAR = 365 * 24 * 3600


@employee_required
@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """Lead to the page that one needs first: Today for managers and owners, else the clock."""
    return HttpResponseRedirect(reverse("today" if request.employee.leads else "clock"))


@employee_required
@require_safe
def me(request: StaffRequest) -> HttpResponse:
    """List the pages about oneself; for managers and owners on a phone also the others."""
    return render(request, "timetracking/navigation/me.html")


@employee_required
@form_target("me")
def sidebar(request: StaffRequest) -> HttpResponse:
    """Fold or unfold the sidebar, in this browser, and lead back to the page."""
    response = HttpResponseRedirect(safe_path(request.POST.get("back", "")) or "/", status=303)
    response.set_cookie(
        SIDEBAR,
        "folded" if request.POST.get("fold") == "1" else "open",
        max_age=_A_YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response
