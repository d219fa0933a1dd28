"""The page of today, which updates itself."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.approvals.counting import waiting_for
from timetracking.base.errors import UnknownLocation
from timetracking.today.overview import overview
from timetracking.web.guards import manager_required
from timetracking.web.places import chosen_place
from timetracking.web.requests import StaffRequest


@manager_required
@require_safe
def today(request: StaffRequest) -> HttpResponse:
    """Show who is in now, what needs a look and what there is to do; `?location=7` at one location.

    The page polls every few seconds with the version that it has `seen`: 204 means no change.
    """
    try:
        place = chosen_place(request)
    except UnknownLocation as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    shown = overview(
        now=timezone.now(),
        zone=request.company.zone,
        rules=request.rules,
        actor=request.employee,
        location=place,
    )
    to_do = waiting_for(request.employee, place)
    version = shown.version(sorted(to_do.items()))
    if request.htmx and request.GET.get("seen") == version:
        return HttpResponse(status=204)
    name = "_today.html" if request.htmx else "today.html"
    context = {"today": shown, "to_do": dict(to_do), "version": version}
    return render(request, f"timetracking/today/{name}", context)
