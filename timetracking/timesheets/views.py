from decimal import Decimal

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from timetracking.base.errors import UnknownLocation, UnknownPeriod, UnknownWeek
from timetracking.base.local_time import local_date
from timetracking.base.rights import outranks
from timetracking.base.weeks import Week
from timetracking.contracts.reading import current_rate
from timetracking.models import Employee
from timetracking.timesheets import sheets
from timetracking.timesheets.showing import grid_context, own_context
from timetracking.web.back import this_page
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest


@employee_required
@require_safe
def timesheet(request: StaffRequest) -> HttpResponse:
    """Show my week."""
    return _page(request, request.employee, of_person=False)


@employee_required
@require_safe
def own_month(request: StaffRequest) -> HttpResponse:
    """Show my month day by day, or the days from `?from=` to `?to=`."""
    try:
        context = own_context(request, request.GET, now=timezone.now())
    except UnknownPeriod as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    return render(request, "timetracking/timesheets/month.html", context)


@manager_required
@require_safe
def timesheet_of(request: StaffRequest, employee_id: int) -> HttpResponse:
    """Show the week of a current or former employee whom I may see."""
    return _page(request, load_employee(request, employee_id), of_person=True)


@manager_required
@require_safe
def timesheets(request: StaffRequest) -> HttpResponse:
    """Show the hours of everyone whom I may see, else of a week.

    `?from=`, `?to=`, `?location=`, and `?problems=1` for those with a day that needs attention.
    """
    try:
        here = this_page(request)
        context = grid_context(request, request.GET, now=timezone.now(), here=here)
    except (UnknownLocation, UnknownPeriod) as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    return render(request, "timetracking/timesheets/timesheets.html", context)


def _page(request: StaffRequest, employee: Employee, *, of_person: bool) -> HttpResponse:
    """Show a week; `of_person` with the tabs of the person, also if that is the visitor."""
    now = timezone.now()
    today = local_date(now, request.company.zone)
    try:
        week = Week.shown(
            request.GET.get("week"), today=today, starts_on=request.company.week_starts_on
        )
    except UnknownWeek as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    sheet = sheets.timesheet(
        employee,
        week,
        company=request.company,
        now=now,
        is_own=employee.pk == request.employee.pk,
    )
    # The loader has checked that the visitor may see the employee.
    can_edit = outranks(request.employee, employee)
    context = {
        "sheet": sheet,
        "can_edit": can_edit,
        "of_person": of_person,
        "add_to": _add_to(sheet, can_edit),
        "rate": _own_rate(request) if sheet.is_own else None,
    }
    return render(request, "timetracking/timesheets/timesheet.html", context)


def _own_rate(request: StaffRequest) -> Decimal | None:
    """Return what the visitor is paid for an hour today, if they may see it; one query then."""
    if not request.company.members_see_rate:
        return None
    return current_rate(request.employee, timezone.localdate())


def _add_to(sheet: sheets.Timesheet, can_edit: bool) -> str:
    """Return the address of the form that adds a shift here, "" if the visitor may not."""
    if sheet.is_own:
        return reverse("correction-add")
    return reverse("shift-add", args=[sheet.employee.pk]) if can_edit else ""
