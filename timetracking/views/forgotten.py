from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from timetracking.exceptions import EndRefused, PunchRefused
from timetracking.forms import AnswerForm
from timetracking.forms.clocking import IdField
from timetracking.models import WorkLog
from timetracking.permissions import employee_required
from timetracking.requests import StaffRequest, author
from timetracking.services.forgotten import state_end
from timetracking.views.clocking import page
from timetracking.views.targets import form_target


@employee_required
@form_target("clock")
def answer(request: StaffRequest) -> HttpResponse:
    """Take my answer to when I left the shift that I forgot to end."""
    asked = IdField(required=False).to_python(request.POST.get("shift")) or 0
    log = WorkLog.objects.for_employee(request.employee).filter(pk=asked).first()
    is_right = request.POST.get("said") == "right"
    zone = log.zone if log else request.company.zone
    form = AnswerForm(request.POST, zone=zone, open_log=None if is_right else log)
    if log is None or (not form.is_valid() and form.is_stale):
        stale = _("This page was out of date, so nothing was saved. Look again.")
        return page(request, refusal=stale, status=400)
    if not form.is_valid():
        return _refused(request, form)
    return _stated(request, form, log)


def _stated(request: StaffRequest, form: AnswerForm, log: WorkLog) -> HttpResponse:
    said = form.cleaned_data
    try:
        log = state_end(
            request.employee,
            key=said["key"],
            shift=said["shift"],
            version=said["version"],
            ended_at=said["moment"],
            now=timezone.now(),
            by=author(request),
        )
    except EndRefused as refusal:
        form.add_error("ended_at", str(refusal))
        return _refused(request, form)
    except PunchRefused as refusal:
        return page(request, refusal=str(refusal), status=409)
    end = formats.date_format(log.end(timezone.now()).astimezone(log.zone), "TIME_FORMAT")
    messages.success(
        request, _("Saved: you left at %(time)s. A manager will look at it.") % {"time": end}
    )
    return HttpResponseRedirect(reverse("clock"), status=303)


def _refused(request: StaffRequest, form: AnswerForm) -> HttpResponse:
    form.renew()
    return page(request, answer=form, status=422)
