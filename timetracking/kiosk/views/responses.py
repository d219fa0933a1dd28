"""Responses to the kiosk's script."""

from collections.abc import Iterable

from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.base.names import first_name
from timetracking.clocking import forgotten
from timetracking.clocking.answer_form import AnswerForm
from timetracking.clocking.errors import MustWait
from timetracking.clocking.orders import possible_actions, state_of
from timetracking.kiosk.errors import NoPin
from timetracking.kiosk.requests import KioskRequest
from timetracking.models import BreakKind, Employee, WorkLog
from timetracking.notices import alerts
from timetracking.shifts.rules import is_too_long


def malformed(errors: Iterable[object] | None = None) -> HttpResponse:
    """Return the response to a request that our script does not send, with `errors` if it can."""
    unreadable = _("We could not read what the tablet sent. Reload the page.")
    sentence = " ".join(map(str, errors)) if errors else unreadable
    return JsonResponse({"refusal": sentence}, status=422)


def refused(refusal: TimeTrackingError) -> HttpResponse:
    """Return a refusal, with a status below 500, so that counts and records are committed."""
    response = JsonResponse({"refusal": str(refusal)}, status=409)
    if isinstance(refusal, NoPin):
        response = JsonResponse({"refusal": str(refusal), "no_pin": True}, status=409)
    if isinstance(refusal, MustWait):
        response.status_code = 429
        response["Retry-After"] = str(refusal.retry_after)
    return response


def welcome(
    request: KioskRequest,
    employee: Employee,
    open_log: WorkLog | None,
    token: str,
    *,
    said: str = "",
) -> HttpResponse:
    """Return what an identified employee can do, and a question that they must answer first.

    The question, as HTML, is about a shift that they forgot to end. `said` confirms their answer to
    an earlier one; otherwise they are told if someone else has set their PIN.
    """
    state, now = state_of(open_log), timezone.now()
    question = forgotten.question_for(employee, open_log, rules=request.rules, now=now)
    return JsonResponse(
        {
            "token": token,
            "name": first_name(employee.name),
            "state": state,
            "actions": possible_actions(list(BreakKind.objects.offered()))[state],
            "said": said or alerts.for_kiosk(employee, now=now),
            "question": question_html(request, AnswerForm.for_question(question))
            if question
            else "",
        }
    )


def question_html(request: KioskRequest, form: AnswerForm) -> str:
    """Return the question about a forgotten shift as HTML."""
    log = form.log
    may_go_on = log is not None and not is_too_long(log.check_in, timezone.now())
    context = {"log": log, "form": form, "may_go_on": may_go_on, "answers": "kiosk-answer"}
    return render_to_string("timetracking/clocking/_clock_question.html", context, request)
