from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_POST

from accounts.requests import client_address
from timetracking.base.locks import LockedEmployee
from timetracking.clocking.answer_form import AnswerForm
from timetracking.clocking.errors import EndRefused
from timetracking.clocking.forgotten import state_end
from timetracking.clocking.taps import Tap
from timetracking.clocking.views.answer import confirmation
from timetracking.kiosk import tapping
from timetracking.kiosk.forms import TokenForm
from timetracking.kiosk.guards import kiosk_required
from timetracking.kiosk.late_marks import mark_stated
from timetracking.kiosk.requests import KioskRequest
from timetracking.kiosk.views.responses import malformed, question_html, refused, welcome
from timetracking.shifts.errors import PunchRefused
from timetracking.shifts.running import open_logs


@kiosk_required
@require_POST
def kiosk_answer(request: KioskRequest) -> HttpResponse:
    """Save when an employee left a shift that they forgot to end."""
    token_form = TokenForm(request.POST)
    if not token_form.is_valid():
        return malformed()
    data, now = token_form.cleaned_data, timezone.now()
    try:
        employee, typed_at = tapping.answering_employee(
            request.kiosk, data["employee"], data["token"], now=now
        )
        with translation.override(employee.reads(request.company)):
            return _save(request, employee, typed_at)
    except PunchRefused as refusal:
        return refused(refusal)


def _save(request: KioskRequest, employee: LockedEmployee, typed_at: datetime) -> HttpResponse:
    form = AnswerForm.from_post(request.POST, by=employee, zone=request.company.zone)
    if not form.is_valid() or form.is_stale:
        return malformed() if form.is_stale else _ask_again(request, form)
    by = tapping.kiosk_author(employee, client_address(request) or "")
    key, mark = form.cleaned_data["key"], mark_stated(employee, request.kiosk)
    tap = Tap(key, timezone.now(), by, request.kiosk, mark=mark)
    try:
        log = state_end(employee, tap, form.stated_end)
    except EndRefused as refusal:
        form.add_error("ended_at", str(refusal))
        return _ask_again(request, form)
    token = tapping.token_after_answer(request.kiosk, employee, key, typed_at=typed_at)
    open_log = open_logs().get(employee.pk)
    return welcome(request, employee, open_log, token, said=confirmation(log))


def _ask_again(request: KioskRequest, form: AnswerForm) -> HttpResponse:
    form.renew()
    return JsonResponse({"question": question_html(request, form)}, status=422)
