"""The setting of the company's pay periods."""

from itertools import islice

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.base.local_time import local_date
from timetracking.company.errors import SettingsChanged
from timetracking.company.settings import version
from timetracking.periods import schedule
from timetracking.periods.errors import FirstDayUnfit
from timetracking.periods.forms import ScheduleForm
from timetracking.web.guards import owner_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods


@owner_required
@form_methods
def pay_schedule(request: StaffRequest) -> HttpResponse:
    """Show the pay periods, and change them from the next boundary on."""
    today = local_date(timezone.now(), request.company.zone)
    current = schedule.schedule_of(request.rules)
    if request.method != "POST":
        last = current.changes[-1]
        initial = {"kind": last.kind, "first": current.period_of(today).first, "seen": version()}
        return _page(request, ScheduleForm(initial=initial))
    form = ScheduleForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        schedule.change(form.wish, by=author(request), today=today, seen=form.cleaned_data["seen"])
    except FirstDayUnfit as refusal:
        form.add_error(refusal.field, str(refusal))
        return _page(request, form, status=422)
    except SettingsChanged as refusal:
        data = request.POST.copy()
        data["seen"] = str(version())
        form = ScheduleForm(data)
        form.is_valid()
        form.add_error(None, str(refusal))
        return _page(request, form, status=409)
    messages.success(request, _("Pay periods saved."))
    return HttpResponseRedirect(reverse("pay-schedule"), status=303)


def _page(request: StaffRequest, form: ScheduleForm, *, status: int = 200) -> HttpResponse:
    today = local_date(timezone.now(), request.company.zone)
    current = schedule.schedule_of(request.rules)
    period = current.period_of(today)
    coming = list(islice(current.following(period), 4))
    context = {
        "form": form,
        "coming": coming,
        "since": schedule.boundary(current, today),
    }
    return render(request, "timetracking/periods/schedule.html", context, status=status)
