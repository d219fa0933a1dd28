from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.base.errors import UnknownLocation
from timetracking.base.judging import require
from timetracking.base.rights import can_see_board
from timetracking.presence import board as services
from timetracking.web.guards import employee_required
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
        shown_board = services.board(
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
