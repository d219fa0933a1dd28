"""An employee's own period: complete, or not after all."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.periods import approving
from timetracking.periods.errors import PeriodError
from timetracking.periods.views.loading import load_period
from timetracking.shifts.errors import PeriodLocked
from timetracking.web.guards import employee_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target


@employee_required
@form_target("timesheet")
def period_complete(request: StaffRequest, first: date) -> HttpResponse:
    """Say that my hours of a period are complete."""
    period = load_period(request, first)
    try:
        approving.complete(request.employee, period, by=author(request), now=timezone.now())
    except (PeriodError, PeriodLocked) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you. Your hours now wait for approval."))
    return _to_timesheet()


@employee_required
@form_target("timesheet")
def period_withdraw(request: StaffRequest, first: date) -> HttpResponse:
    """Take back that my hours of a period are complete."""
    period = load_period(request, first)
    try:
        approving.withdraw(request.employee, period, by=author(request))
    except PeriodError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Your hours are open again."))
    return _to_timesheet()


def _to_timesheet() -> HttpResponse:
    return HttpResponseRedirect(reverse("timesheet"), status=303)
