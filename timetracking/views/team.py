from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.exceptions import UnknownLocation
from timetracking.permissions import manager_required
from timetracking.requests import StaffRequest
from timetracking.services import presence


@manager_required
@require_safe
def team(request: StaffRequest) -> HttpResponse:
    """Show who is in now, and who is not; with `?location=7` at one location."""
    now = timezone.now()
    asked = request.GET.get("location")
    try:
        staff = presence.who_is_in(
            now=now, company=request.company, actor=request.employee, asked=asked
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
    return render(request, "timetracking/team.html", context)
