from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.base.judging import require
from timetracking.base.rights import can_see_board
from timetracking.presence import presence
from timetracking.presence.errors import UnknownLocation
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.requests import StaffRequest


@employee_required
@require_safe
def board(request: StaffRequest, pk: int | None = None) -> HttpResponse:
    """Show who is in at every location that I may see, or at one of them, for a wall screen.

    The page polls every few seconds with the version that it has `seen`: 204 means no change.
    """
    require(request.employee, can_see_board, request.company)
    now = timezone.now()
    try:
        shown_board = presence.board(
            now=now,
            zone=request.company.zone,
            rules=request.rules,
            actor=request.employee,
            location_id=pk,
        )
    except UnknownLocation as error:
        raise Http404 from error
    if request.htmx and request.GET.get("seen") == shown_board.version:
        return HttpResponse(status=204)
    name = "_board.html" if request.htmx else "board.html"
    return render(request, f"timetracking/presence/{name}", {"board": shown_board})


@manager_required
@require_safe
def team(request: StaffRequest) -> HttpResponse:
    """Show who is in now, and who is not; with `?location=7` at one location."""
    now = timezone.now()
    location_id = request.GET.get("location")
    try:
        staff = presence.who_is_in(
            now=now, rules=request.rules, actor=request.employee, location_id=location_id
        )
    except UnknownLocation as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    context = {
        "present": staff.present,
        "absent": staff.absent,
        "location": staff.location,
        "locations": staff.locations,
        "now": now,
    }
    return render(request, "timetracking/presence/team.html", context)
