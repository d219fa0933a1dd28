from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.permissions import manager_required
from timetracking.requests import StaffRequest
from timetracking.services import presence


@manager_required
@require_safe
def team(request: StaffRequest) -> HttpResponse:
    """Show who is in now, and who is not."""
    now = timezone.now()
    staff = presence.who_is_in(now=now)
    context = {"present": staff.present, "absent": staff.absent, "now": now}
    return render(request, "timetracking/team.html", context)
