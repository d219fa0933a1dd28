"""The page with the form of a shift, to request a change, to edit it, or to add one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.corrections.forms.shift import ShiftForm
from timetracking.models import BreakKind, Correction, Employee, Location, WorkLog
from timetracking.shifts.errors import ShiftConflict, ShiftError, StaleShift
from timetracking.shifts.proposals import preview
from timetracking.shifts.snapshots import snapshot
from timetracking.shifts.wording import compare, location_names
from timetracking.trail.wording import Comparison
from timetracking.web.requests import StaffRequest, form_data


@dataclass(frozen=True)
class Page:
    """A page with the form: the employee, their shift unless it is new, and the purpose."""

    form: ShiftForm
    employee: Employee
    log: WorkLog | None
    purpose: Literal["ask", "edit", "add", "missing"]


def for_log(request: StaffRequest, log: WorkLog) -> ShiftForm:
    """Return the form of a recorded shift."""
    return _form(request, log.employee, log)


def for_new(request: StaffRequest, employee: Employee) -> ShiftForm:
    """Return the form of a new shift."""
    return _form(request, employee, None)


def respond(
    request: StaffRequest,
    page: Page,
    save: Callable[[datetime], Correction],
    on_success: Callable[[], HttpResponse],
) -> HttpResponse:
    """Save a valid form, or show the form with its errors.

    If the shift has changed since, the status is 409, and the page compares the recorded shift with
    the typed one; the form is then based on the recorded one.
    """
    form, stale = page.form, False
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            save(timezone.now())
        except ShiftConflict as error:
            form.add_error(None, str(error))
            status, stale = 409, isinstance(error, StaleShift)
        except ShiftError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return on_success()
    lines = _differences(request, page) if stale and page.log else []
    context = {"page": page, "form": form, "lines": lines, "log": page.log}
    with timezone.override(form.zone):
        return render(request, "timetracking/corrections/shift_form.html", context, status=status)


def confirm_request(request: StaffRequest) -> HttpResponse:
    """Confirm that a request was sent, and redirect to the list of corrections."""
    messages.success(
        request, _("Your request has been sent. We'll let you know when it is decided.")
    )
    return HttpResponseRedirect(reverse("corrections"), status=303)


def _form(request: StaffRequest, employee: Employee, log: WorkLog | None) -> ShiftForm:
    return ShiftForm(
        form_data(request),
        log=log,
        company=request.company,
        locations=list(Location.objects.for_employee(employee).open().by_name()),
        kinds=list(BreakKind.objects.offered()),
    )


def _differences(request: StaffRequest, page: Page) -> list[Comparison]:
    """Compare the recorded shift with the typed one."""
    log = page.log
    if log is None:
        return []
    current = snapshot(log)
    typed = preview(page.form.proposal, employee=page.employee, log=log, rules=request.rules)
    return compare(current, typed, location_names([current, typed]))
