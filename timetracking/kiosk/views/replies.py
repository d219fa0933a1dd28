"""What the kiosk's script is answered with."""

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.clocking import forgotten
from timetracking.clocking.answer_form import AnswerForm
from timetracking.kiosk import tapping as kiosk_clock
from timetracking.kiosk.errors import TooManyPins
from timetracking.kiosk.requests import KioskRequest
from timetracking.models import BreakKind, Employee, WorkLog
from timetracking.shifts.rules import is_too_long


def malformed() -> HttpResponse:
    """Answer what no page of ours sends."""
    return JsonResponse(
        {"refusal": _("The tablet sent something unreadable. Reload the page.")}, status=422
    )


def refused(refusal: TimeTrackingError) -> HttpResponse:
    """Answer below 500, so that what is counted and recorded is committed."""
    response = JsonResponse({"refusal": str(refusal)}, status=409)
    if isinstance(refusal, TooManyPins):
        response.status_code = 429
        response["Retry-After"] = str(refusal.retry_after)
    return response


def welcomed(
    request: KioskRequest,
    employee: Employee,
    open_log: WorkLog | None,
    token: str,
    *,
    said: str = "",
) -> HttpResponse:
    """Say what someone can do who has shown who they are, and what they are asked before that.

    The question is about a shift that they forgot to end: a piece of the page.
    """
    state = kiosk_clock.state_of(open_log)
    asked = forgotten.question(employee, open_log, rules=request.rules, now=timezone.now())
    return JsonResponse(
        {
            "token": token,
            "name": kiosk_clock.first_name(employee),
            "state": state,
            "actions": kiosk_clock.possible(list(BreakKind.objects.offered()))[state],
            "said": said,
            "question": question(request, AnswerForm.about(asked)) if asked else "",
        }
    )


def question(request: KioskRequest, form: AnswerForm) -> str:
    """Return the question about a forgotten shift as a piece of the page."""
    log = form.log
    may_go_on = log is not None and not is_too_long(log.check_in, timezone.now())
    context = {"log": log, "form": form, "may_go_on": may_go_on, "answers": "kiosk-answer"}
    return render_to_string("timetracking/clocking/_clock_question.html", context, request)
