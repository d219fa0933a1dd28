"""The page with the form of a shift, to request a change, to edit it, or to add one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

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
from timetracking.shifts.writer import errors_of
from timetracking.trail.wording import Comparison
from timetracking.web.requests import StaffRequest, form_data

# What a form for a given day begins with if the person has no shift yet.
USUAL = (time(9), time(17))


Save = Callable[[datetime], Correction]


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
    """Return the form of a new shift, on `?day=` if that is a day."""
    return _form(request, employee, None, initial=_on_day(request, employee))


@dataclass(frozen=True)
class Outcome:
    """What became of a form: saved, or to be shown with this status and context."""

    is_saved: bool
    status: int
    context: dict[str, Any]


def attempt(request: StaffRequest, page: Page, save: Save) -> Outcome:
    """Save a valid form; else return what to show: an unbound form, or one with its errors.

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
            _add(form, [error, *error.others])
        else:
            return Outcome(is_saved=True, status=200, context={})
    elif form.is_bound and form.draft:
        # Something beside the times is missing; say at once what is wrong with them too.
        errors = errors_of(form.draft, employee=page.employee, log=page.log, now=timezone.now())
        _add(form, errors)
    lines = _differences(request, page) if stale and page.log else []
    context = {"page": page, "form": form, "lines": lines, "log": page.log}
    return Outcome(is_saved=False, status=status, context=context)


def respond(
    request: StaffRequest, page: Page, save: Save, on_success: Callable[[], HttpResponse]
) -> HttpResponse:
    """Save a valid form, or show its page; see `attempt`."""
    outcome = attempt(request, page, save)
    if outcome.is_saved:
        return on_success()
    with timezone.override(page.form.zone):
        name = "timetracking/corrections/shift_form.html"
        return render(request, name, outcome.context, status=outcome.status)


def _add(form: ShiftForm, errors: Iterable[ShiftError]) -> None:
    for error in errors:
        form.add_error(error.field if error.field in form.fields else None, str(error))


def confirm_request(request: StaffRequest) -> HttpResponse:
    """Confirm that a request was sent, and redirect to the list of corrections."""
    messages.success(
        request, _("Your request has been sent. We'll let you know when it is decided.")
    )
    return HttpResponseRedirect(reverse("corrections"), status=303)


def _on_day(request: StaffRequest, employee: Employee) -> dict[str, datetime]:
    """Return the times to begin with on `?day=`: those of the last shift, or of a usual day."""
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return {}
    if not 1970 <= day.year < 9999:
        return {}
    began, ended = USUAL
    ended_logs = WorkLog.objects.for_employee(employee).filter(check_out__isnull=False)
    if last := ended_logs.order_by("-check_in").first():
        ends = last.check_out or last.check_in
        began, ended = (at.astimezone(last.zone).time() for at in (last.check_in, ends))
    zone = request.company.zone
    out_on = day + timedelta(days=1) if ended <= began else day
    return {
        "check_in": datetime.combine(day, began, zone),
        "check_out": datetime.combine(out_on, ended, zone),
    }


def _form(
    request: StaffRequest,
    employee: Employee,
    log: WorkLog | None,
    initial: dict[str, datetime] | None = None,
) -> ShiftForm:
    return ShiftForm(
        form_data(request),
        initial=initial,
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
