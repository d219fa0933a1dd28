from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.requests import client_address
from timetracking.clocking.answer_form import AnswerForm
from timetracking.clocking.errors import EndRefused
from timetracking.clocking.forgotten import state_end
from timetracking.clocking.taps import Tap
from timetracking.clocking.views.answer import saved
from timetracking.kiosk import tapping as kiosk_clock
from timetracking.kiosk.forms import TokenForm
from timetracking.kiosk.guards import kiosk_required
from timetracking.kiosk.requests import KioskRequest
from timetracking.kiosk.views.replies import malformed, question, refused, welcomed
from timetracking.models import Employee
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.running import open_logs


@kiosk_required
@require_POST
def kiosk_answer(request: KioskRequest) -> HttpResponse:
    """Take someone's answer to when they left the shift that they forgot to end."""
    who = TokenForm(request.POST)
    if not who.is_valid():
        return malformed()
    paired, token = request.kiosk, who.cleaned_data["token"]
    try:
        employee = kiosk_clock.who_answers(paired, who.cleaned_data["employee"], token)
        return _answered(request, employee)
    except PunchRefused as refusal:
        return refused(refusal)


def _answered(request: KioskRequest, employee: Employee) -> HttpResponse:
    form = AnswerForm.sent(request.POST, by=employee, zone=request.company.zone)
    if not form.is_valid() or form.is_stale:
        return malformed() if form.is_stale else _asked_again(request, form)
    by = kiosk_clock.author(employee, client_address(request) or "")
    tap = Tap(form.cleaned_data["key"], timezone.now(), by, request.kiosk)
    try:
        log = state_end(employee, tap, form.stated)
    except EndRefused as refusal:
        form.add_error("ended_at", str(refusal))
        return _asked_again(request, form)
    token = kiosk_clock.token_for(request.kiosk, employee)
    running = open_logs().get(employee.pk)
    return welcomed(request, employee, running, token, said=saved(log))


def _asked_again(request: KioskRequest, form: AnswerForm) -> HttpResponse:
    form.renew()
    return JsonResponse({"question": question(request, form)}, status=422)
