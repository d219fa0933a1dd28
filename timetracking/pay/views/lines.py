"""The pages of pay lines, and the file of them."""

from datetime import date

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.pay.explaining import explained
from timetracking.pay.exporting import as_csv
from timetracking.pay.fairness import fairness
from timetracking.pay.reading import overview, person_pay
from timetracking.periods.schedule import schedule_of
from timetracking.periods.views.loading import load_period
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest


@manager_required
@require_safe
def pay_lines(request: StaffRequest, first: date) -> HttpResponse:
    """Send the pay lines of a period as CSV."""
    period, company = load_period(request, first), request.company
    shown = overview(request.employee, period, company=company, now=timezone.now())
    response = HttpResponse(as_csv(shown, company.currency), content_type="text/csv; charset=utf-8")
    name = f"pay-{period.first.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@manager_required
@require_safe
def pay_fairness(request: StaffRequest, first: date) -> HttpResponse:
    """Show who wins and who loses by rounding, deductions and late approval."""
    period, company = load_period(request, first), request.company
    shown = fairness(request.employee, period, company=company, now=timezone.now())
    context = {"shown": shown, "period": period}
    return render(request, "timetracking/pay/fairness.html", context)


@employee_required
@require_safe
def pay_person(request: StaffRequest, first: date, pk: int) -> HttpResponse:
    """Show the pay lines of one person, each with what made it."""
    period, company = load_period(request, first), request.company
    employee = load_employee(request, pk)
    row = person_pay(request.employee, employee, period, company=company, now=timezone.now())
    schedule = schedule_of(request.rules)
    lines = [
        (line, explained(line, company.currency), row.location_of(line)) for line in row.pay.lines
    ]
    context = {
        "row": row,
        "person": employee,
        "period": period,
        "lines": lines,
        "is_own": employee.pk == request.employee.pk,
        "previous": schedule.previous(period),
        "next": schedule.next(period) if period.last < timezone.localdate() else None,
    }
    return render(request, "timetracking/pay/person.html", context)


@employee_required
@require_safe
def pay_mine(request: StaffRequest) -> HttpResponse:
    """Show the visitor's own pay lines of the current period."""
    period = schedule_of(request.rules).period_of(timezone.localdate())
    return HttpResponseRedirect(reverse("pay-person", args=[period.first, request.employee.pk]))
