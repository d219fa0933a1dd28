"""The list of pay periods, and the page on which one is closed."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from timetracking.base.rights import can_edit_hours
from timetracking.periods import approving, locking
from timetracking.periods.errors import PeriodError
from timetracking.periods.forms import ReopeningForm, marks_of
from timetracking.periods.listing import lines
from timetracking.periods.overview import closing
from timetracking.periods.schedule import schedule_of
from timetracking.periods.views.loading import load_period
from timetracking.shifts.errors import PeriodLocked
from timetracking.web.fields import IdField
from timetracking.web.guards import manager_required, owner_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target


@manager_required
@require_safe
def pay_periods(request: StaffRequest) -> HttpResponse:
    """List the latest pay periods with their states."""
    shown = lines(request.employee, request.company, now=timezone.now())
    return render(request, "timetracking/periods/periods.html", {"lines": shown})


@manager_required
@require_safe
def pay_period(request: StaffRequest, first: date) -> HttpResponse:
    """Show what is open in a period, what is in the way, and the steps to close it."""
    return _page(request, first, ReopeningForm())


@manager_required
@form_target("pay-periods")
def pay_approve(request: StaffRequest, first: date) -> HttpResponse:
    """Approve the hours of one person, or of all who are ready, and say what became of each."""
    period = load_period(request, first)
    one = request.POST.get("one")
    people = marks_of([one] if one else request.POST.getlist("ready"))
    outcomes = approving.approve_all(people, period, by=author(request), now=timezone.now())
    if approved := [outcome.name for outcome in outcomes if not outcome.refusal]:
        sentence = ngettext(
            "%(n)s approved: %(names)s.", "%(n)s approved: %(names)s.", len(approved)
        )
        messages.success(request, sentence % {"n": len(approved), "names": ", ".join(approved)})
    for outcome in outcomes:
        if outcome.refusal:
            messages.error(request, f"{outcome.name}: {outcome.refusal}")
    if not outcomes:
        messages.warning(request, _("There is nobody to approve."))
    return _to_period(first)


@manager_required
@form_target("pay-periods")
def pay_take_back(request: StaffRequest, first: date) -> HttpResponse:
    """Take the approval of one person's hours back."""
    period = load_period(request, first)
    pk = IdField(required=False).clean(request.POST.get("employee")) or 0
    employee = load_employee(request, pk, can_edit_hours)
    try:
        approving.disapprove(
            employee, period, by=author(request), now=timezone.now(), site=request.site
        )
    except (PeriodError, PeriodLocked) as refusal:
        messages.error(request, str(refusal))
    else:
        sentence = _("The hours of %(name)s are open again.")
        messages.success(request, sentence % {"name": employee.name})
    return _to_period(first)


@owner_required
@form_target("pay-periods")
def pay_lock(request: StaffRequest, first: date) -> HttpResponse:
    """Lock the hours of a period."""
    period = load_period(request, first)
    try:
        locking.lock(period, by=author(request), now=timezone.now())
    except PeriodError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The period is locked. Nobody can change its hours now."))
    return _to_period(first)


@owner_required
@form_target("pay-periods")
def pay_reopen(request: StaffRequest, first: date) -> HttpResponse:
    """Reopen a locked period, with a reason."""
    period = load_period(request, first)
    form = ReopeningForm(request.POST)
    if not form.is_valid():
        return _page(request, first, form, status=422)
    reason = form.cleaned_data["reason"]
    try:
        locking.reopen(period, reason=reason, by=author(request), now=timezone.now())
    except PeriodError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The period is open again. Its hours can change."))
    return _to_period(first)


def _page(
    request: StaffRequest, first: date, form: ReopeningForm, *, status: int = 200
) -> HttpResponse:
    period = load_period(request, first)
    schedule = schedule_of(request.rules)
    shown = closing(request.employee, period, schedule, request.company, now=timezone.now())
    context = {"closing": shown, "form": form}
    return render(request, "timetracking/periods/period.html", context, status=status)


def _to_period(first: date) -> HttpResponse:
    return HttpResponseRedirect(reverse("pay-period", args=[first]), status=303)
