from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from timetracking.base.names import first_name
from timetracking.kiosk import tapping
from timetracking.kiosk.forms import TokenForm
from timetracking.kiosk.guards import kiosk_required
from timetracking.kiosk.requests import KioskRequest
from timetracking.kiosk.views.responses import malformed, refused
from timetracking.models import zone_at
from timetracking.shifts.errors import PunchRefused
from timetracking.timesheets.own_hours import own_hours


@kiosk_required
@require_POST
def kiosk_hours(request: KioskRequest) -> HttpResponse:
    """Show someone who has just typed their PIN their own hours, as HTML; changes nothing."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return malformed()
    data, now = form.cleaned_data, timezone.now()
    try:
        employee = tapping.reading_employee(request.kiosk, data["employee"], data["token"], now=now)
    except PunchRefused as refusal:
        return refused(refusal)
    zone = zone_at(request.kiosk.location, request.company.zone)
    hours = own_hours(employee, company=request.company, zone=zone, now=now)
    context = {"hours": hours, "name": first_name(employee.name), "zone": zone.key}
    with translation.override(employee.reads(request.company)):
        html = render_to_string("timetracking/kiosk/hours.html", context, request)
    return JsonResponse({"hours": html})
