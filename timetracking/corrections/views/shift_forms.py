"""The form of a shift, whoever sends it: to ask for a change, to edit, to add."""

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
    """One page with the form: whose shift, which one if there is one, and to what end."""

    form: ShiftForm
    employee: Employee
    log: WorkLog | None
    purpose: Literal["ask", "edit", "add", "missing"]


def for_log(request: StaffRequest, log: WorkLog) -> ShiftForm:
    """Return the form of a recorded shift."""
    return _form(request, log.employee, log)


def for_new(request: StaffRequest, employee: Employee) -> ShiftForm:
    """Return the form of a shift that is not recorded."""
    return _form(request, employee, None)


def answer(
    request: StaffRequest,
    page: Page,
    save: Callable[[datetime], Correction],
    done: Callable[[], HttpResponse],
) -> HttpResponse:
    """Save what was sent and is right; else show the form, filled, with a sentence.

    A shift that has changed meanwhile is answered 409, with what is recorded beside what was typed;
    the form then stands on the fresh one.
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
            return done()
    lines = _both(request, page) if stale and page.log else []
    context = {"page": page, "form": form, "lines": lines, "log": page.log}
    with timezone.override(form.zone):
        return render(request, "timetracking/corrections/shift_form.html", context, status=status)


def asked(request: StaffRequest) -> HttpResponse:
    """Say that the request is on its way, and go to the list of one's own."""
    messages.success(request, _("Your request is on its way. You hear when it is decided."))
    return HttpResponseRedirect(reverse("corrections"), status=303)


def _form(request: StaffRequest, employee: Employee, log: WorkLog | None) -> ShiftForm:
    return ShiftForm(
        form_data(request),
        log=log,
        company=request.company,
        places=list(Location.objects.for_employee(employee).open().by_name()),
        kinds=list(BreakKind.objects.offered()),
    )


def _both(request: StaffRequest, page: Page) -> list[Comparison]:
    """Compare what is recorded now with what was typed."""
    log = page.log
    if log is None:
        return []
    now = snapshot(log)
    typed = preview(page.form.proposal, employee=page.employee, log=log, rules=request.rules)
    return compare(now, typed, location_names([now, typed]))
