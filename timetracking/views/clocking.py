from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.exceptions import PunchRefused
from timetracking.forms import PunchForm
from timetracking.models import Employee, Location, WorkLog
from timetracking.permissions import employee_required
from timetracking.requests import StaffRequest
from timetracking.services import clocking, timesheets
from timetracking.services.timesheets import Shift
from timetracking.views.targets import form_target


@dataclass(frozen=True)
class Panel:
    """What the clock page shows, in `zone`; `key` makes its form count once."""

    employee: Employee
    now: datetime
    zone: ZoneInfo
    place: Location | None
    places: list[Location]
    shows_places: bool
    open_log: WorkLog | None
    running: timedelta | None
    today_logs: list[Shift]
    today_total: timedelta
    week_total: timedelta
    key: UUID
    refusal: str
    notes: str


@employee_required
@require_safe
def clock(request: StaffRequest) -> HttpResponse:
    """Show whether I am in, since when, and what I have worked."""
    return _page(request)


@employee_required
@form_target("clock")
def clock_in(request: StaffRequest) -> HttpResponse:
    """Begin my shift."""

    def begin(form: PunchForm) -> str:
        log = clocking.clock_in(
            request.employee,
            key=form.cleaned_data["key"],
            now=timezone.now(),
            time_zone=request.company.zone,
            location_id=form.cleaned_data["location"],
            notes=form.cleaned_data["notes"],
        )
        return _("Clocked in at %(time)s.") % {"time": _time(log.check_in, log.zone)}

    return _punch(request, begin)


@employee_required
@form_target("clock")
def clock_out(request: StaffRequest) -> HttpResponse:
    """End my shift."""

    def end(form: PunchForm) -> str:
        key, notes = form.cleaned_data["key"], form.cleaned_data["notes"]
        log = clocking.clock_out(request.employee, key=key, now=timezone.now(), notes=notes)
        return _("Clocked out at %(time)s.") % {"time": _time(log.end(timezone.now()), log.zone)}

    return _punch(request, end)


def _punch(request: StaffRequest, act: Callable[[PunchForm], str]) -> HttpResponse:
    form = PunchForm(request.POST)
    if not form.is_valid():
        return _form_refused(request, form)
    try:
        done = act(form)
    except PunchRefused as refusal:
        return _page(request, form, refusal=str(refusal), status=409)
    if request.htmx:
        return _page(request)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("clock"), status=303)


def _form_refused(request: StaffRequest, form: PunchForm) -> HttpResponse:
    if form.is_stale:
        stale = _("This page was out of date, so nothing was saved. It is fresh now: tap again.")
        return _page(request, form, refusal=stale, status=400)
    return _page(request, form, refusal=" ".join(map(str, form.errors["notes"])), status=422)


def _page(
    request: StaffRequest, form: PunchForm | None = None, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show the panel, with what was typed and chosen in the form that was refused."""
    now = timezone.now()
    typed = form.cleaned_data if form else {}
    today = timesheets.today(
        request.employee, company=request.company, now=now, asked=typed.get("location")
    )
    panel = Panel(
        employee=request.employee,
        now=now,
        zone=today.zone,
        place=today.place,
        places=today.places,
        shows_places=today.shows_places,
        open_log=today.open_log,
        running=today.running,
        today_logs=today.logs,
        today_total=today.total,
        week_total=today.week_total,
        key=uuid4(),
        refusal=refusal,
        notes=str(typed.get("notes", form.data.get("notes", "") if form else "")),
    )
    name = "_clock_panel.html" if request.htmx else "clock.html"
    return render(request, f"timetracking/{name}", {"panel": panel}, status=status)


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return formats.date_format(moment.astimezone(zone), "H:i")
