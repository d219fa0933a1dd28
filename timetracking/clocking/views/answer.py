from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from timetracking.clocking.answer_form import AnswerForm
from timetracking.clocking.errors import EndRefused
from timetracking.clocking.forgotten import state_end
from timetracking.clocking.taps import Tap
from timetracking.clocking.views.clock import page
from timetracking.models import WorkLog
from timetracking.shifts.errors import PunchRefused
from timetracking.web.guards import employee_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target


@employee_required
@form_target("clock")
def answer(request: StaffRequest) -> HttpResponse:
    """Save when I left a shift that I forgot to end."""
    form = AnswerForm.from_post(request.POST, by=request.employee, zone=request.company.zone)
    if not form.is_valid() or form.is_stale:
        return _refused(request, form)
    tap = Tap(form.cleaned_data["key"], timezone.now(), author(request))
    try:
        log = state_end(request.employee, tap, form.stated_end)
    except EndRefused as refusal:
        form.add_error("ended_at", str(refusal))
        return _refused(request, form)
    except PunchRefused as refusal:
        return page(request, refusal=str(refusal), status=409)
    messages.success(request, confirmation(log))
    return HttpResponseRedirect(reverse("clock"), status=303)


def confirmation(log: WorkLog) -> str:
    """Return the sentence that confirms a stated end."""
    end = formats.date_format(log.end(timezone.now()).astimezone(log.zone), "TIME_FORMAT")
    return _("Saved: you left at %(time)s. A manager will check it.") % {"time": end}


def _refused(request: StaffRequest, form: AnswerForm) -> HttpResponse:
    if form.is_stale:
        refusal = _("This page was out of date, so nothing was saved. Please check and try again.")
        return page(request, refusal=refusal, status=400)
    form.renew()
    return page(request, answer=form, status=422)
