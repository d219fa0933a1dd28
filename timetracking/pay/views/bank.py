"""The page of somebody's hours bank, and its corrections."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.base.periods import Period
from timetracking.base.rights import can_decide
from timetracking.models import BankEntry, Employee
from timetracking.pay import bank_entries
from timetracking.pay.errors import DayIsLocked, NothingToCorrect, PayError
from timetracking.pay.forms.bank import CorrectionForm
from timetracking.pay.statements import statement
from timetracking.periods.schedule import schedule_of
from timetracking.periods.views.loading import load_period
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@employee_required
@form_methods
def pay_bank(request: StaffRequest, first: date, pk: int) -> HttpResponse:
    """Show somebody's hours bank in a period, and correct it."""
    period, employee = load_period(request, first), load_employee(request, pk)
    initial = {"day": min(max(timezone.localdate(), period.first), period.last)}
    form = CorrectionForm(form_data(request), period=period, initial=initial)
    if form.is_bound and form.is_valid() and _correct(request, employee, form):
        messages.success(request, _("The hours bank was corrected."))
        return _back(first, pk)
    return _page(request, employee, period, form)


@manager_required
@form_target("pay-periods")
def pay_bank_remove(request: StaffRequest, first: date, pk: int, entry: int) -> HttpResponse:
    """Remove a correction of somebody's hours bank."""
    employee = load_employee(request, pk, can_decide)
    row = get_object_or_404(BankEntry, pk=entry, employee=employee, kind="correction")
    try:
        bank_entries.remove(row, by=author(request))
    except PayError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The correction was removed."))
    return _back(first, pk)


def _correct(request: StaffRequest, employee: Employee, form: CorrectionForm) -> bool:
    values = form.cleaned_data
    try:
        bank_entries.correct(
            employee,
            values["day"],
            values["minutes"] or 0,
            reason=values["reason"],
            by=author(request),
        )
    except NothingToCorrect as refusal:
        form.add_error("minutes", str(refusal))
    except DayIsLocked as refusal:
        form.add_error("day", str(refusal))
    return form.is_valid()


def _page(
    request: StaffRequest, employee: Employee, period: Period, form: CorrectionForm
) -> HttpResponse:
    schedule = schedule_of(request.rules)
    shown = statement(
        request.employee, employee, period, company=request.company, now=timezone.now()
    )
    context = {
        "shown": shown,
        "person": employee,
        "period": period,
        "form": form,
        "is_own": employee.pk == request.employee.pk,
        "previous": schedule.previous(period),
        "next": schedule.next(period) if period.last < timezone.localdate() else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "timetracking/pay/bank.html", context, status=status)


def _back(first: date, pk: int) -> HttpResponse:
    return HttpResponseRedirect(reverse("pay-bank", args=[first, pk]), status=303)
