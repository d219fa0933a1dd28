"""One day of one person: a page, and the panel beside the team's grid."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from timetracking.base.errors import UnknownDay, UnknownLocation, UnknownPeriod
from timetracking.base.local_time import local_date
from timetracking.base.periods import shown_day
from timetracking.base.rights import can_edit_hours
from timetracking.corrections import editing
from timetracking.corrections.views import acts, shift_form
from timetracking.corrections.views.cards import Card, cards_of
from timetracking.models import Employee, WorkLog
from timetracking.shifts.display import logs_around, total_of
from timetracking.shifts.errors import ShiftConflict
from timetracking.timesheets.showing import grid_context
from timetracking.trail.history import histories_of
from timetracking.web.back import PARAMETER, came_from
from timetracking.web.fields import VersionField
from timetracking.web.guards import employee_required
from timetracking.web.loaders import load_employee, load_shift
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods

_PAGE = "timetracking/corrections/day.html"
_PANEL = "timetracking/corrections/_day_panel.html"


@dataclass(frozen=True)
class Day:
    """What the page shows: the shifts that began on the day by their own clocks.

    `adds` and `edits` say which form is open; a day without a shift begins with the form.
    """

    employee: Employee
    date: date
    cards: list[Card]
    total: timedelta
    is_own: bool
    can_edit: bool
    is_future: bool
    at: str
    back: str
    back_query: str
    edits: int | None = None
    adds: bool = False
    form: dict[str, Any] = field(default_factory=dict)


@employee_required
@form_methods
def day(request: StaffRequest, employee_id: int) -> HttpResponse:
    """Show `?day=` of somebody whom I may see, and change it if I may.

    `?edit=` is the id of a shift to change, `?confirm=` of one whose times are right, and `?add=1`
    adds one.
    """
    employee = load_employee(request, employee_id)
    today = local_date(timezone.now(), request.company.zone)
    try:
        date = shown_day(request.GET.get("day", ""), today=today)
    except UnknownDay as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    act = _act_of(request)
    if act is not None:
        load_employee(request, employee_id, can_edit_hours)
        return act(request, employee, date)
    return _respond(request, employee, date)


Act = Callable[[StaffRequest, Employee, date], HttpResponse]


def _act_of(request: StaffRequest) -> Act | None:
    is_sent = request.method == "POST"
    if request.GET.get("edit"):
        return _edit
    if request.GET.get("confirm") and is_sent:
        return _confirm
    return _add if request.GET.get("add") or is_sent else None


def _edit(request: StaffRequest, employee: Employee, date: date) -> HttpResponse:
    log = _shift_of(request, employee, "edit")
    page, save = acts.edit(request, log)
    outcome = shift_form.attempt(request, page, save)
    if outcome.is_saved:
        return _saved(request, employee, date, acts.changed(request, employee))
    form = {"edits": log.pk, "form": outcome.context}
    return _respond(request, employee, date, status=outcome.status, form=form)


def _add(request: StaffRequest, employee: Employee, date: date) -> HttpResponse:
    page, save = acts.add(request, employee)
    outcome = shift_form.attempt(request, page, save)
    if outcome.is_saved:
        return _saved(request, employee, date, acts.added(request, employee))
    form = {"adds": True, "form": outcome.context}
    return _respond(request, employee, date, status=outcome.status, form=form)


def _confirm(request: StaffRequest, employee: Employee, date: date) -> HttpResponse:
    log = _shift_of(request, employee, "confirm")
    version = VersionField().clean(request.POST.get("version"))
    try:
        editing.confirm(log, version=version, by=author(request))
    except ShiftConflict as error:
        messages.error(request, str(error))
        return _respond(request, employee, date, status=409)
    return _saved(request, employee, date, _("The times have been confirmed."))


def _shift_of(request: StaffRequest, employee: Employee, parameter: str) -> WorkLog:
    typed = request.GET[parameter]
    # As the addresses of shifts: at most as many digits as an id has.
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 19):
        raise Http404
    log = load_shift(request, int(typed), can_edit_hours)
    if log.employee_id != employee.pk:
        raise Http404
    return log


def _saved(request: StaffRequest, employee: Employee, date: date, sentence: str) -> HttpResponse:
    """Show the day after a change: the panel with the row and the totals of the grid behind it."""
    messages.success(request, sentence)
    if not request.htmx:
        return HttpResponseRedirect(_address(employee, date, came_from(request)), status=303)
    return _respond(request, employee, date, behind=_grid_behind(request, employee))


def _respond(
    request: StaffRequest,
    employee: Employee,
    date: date,
    *,
    status: int = 200,
    behind: dict[str, Any] | None = None,
    form: dict[str, Any] | None = None,
) -> HttpResponse:
    now = timezone.now()
    shown = _day_of(request, employee, date, now, form or {})
    context = {"day": shown, **shown.form, **(behind or {})}
    return render(request, _PANEL if request.htmx else _PAGE, context, status=status)


def _day_of(
    request: StaffRequest, employee: Employee, date: date, now: datetime, form: dict[str, Any]
) -> Day:
    near = logs_around(employee, date, date, request.company.zone)
    logs = [log for log in near if log.date == date]
    for log in logs:
        log.employee = employee
    histories = histories_of(WorkLog, [log.pk for log in logs])
    cards = cards_of(request, logs, employee, histories, now)
    can_edit = can_edit_hours(request.employee, employee)
    is_future = date > local_date(now, request.company.zone)
    at = _address(employee, date, came_from(request))
    back = came_from(request) or _grid_at(request, date)
    if not logs and not form and can_edit and not is_future:
        page, _save = acts.add(request, employee)
        form = {"adds": True, "form": {"page": page, "form": page.form, "lines": [], "log": None}}
    return Day(
        employee=employee,
        date=date,
        cards=cards,
        total=total_of(card.shift.duration for card in cards if card.shift),
        is_own=employee.pk == request.employee.pk,
        can_edit=can_edit,
        is_future=is_future,
        at=at,
        back=back,
        back_query=urlencode({PARAMETER: at}),
        **form,
    )


def _address(employee: Employee, date: date, back: str) -> str:
    query = {"day": date.isoformat()} | ({PARAMETER: back} if back else {})
    return f"{reverse('day', args=[employee.pk])}?{urlencode(query)}"


def _grid_at(request: StaffRequest, date: date) -> str:
    """Return the page to go back to if the address does not say which."""
    if not request.employee.leads:
        return reverse("timesheet")
    return f"{reverse('timesheets')}?{urlencode({'to': date.isoformat()})}"


def _grid_behind(request: StaffRequest, employee: Employee) -> dict[str, Any] | None:
    """Return the context of the grid on whose page the panel is open, None on any other page."""
    here = request.htmx.current_url_abs_path or ""
    path, _mark, query = here.partition("?")
    try:
        if resolve(path).url_name != "timesheets":
            return None
        context = grid_context(request, QueryDict(query), now=timezone.now(), here=here)
    except (Resolver404, UnknownLocation, UnknownPeriod):
        return None
    row = next((row for row in context["grid"].rows if row.employee.pk == employee.pk), None)
    return {**context, "row": row}
