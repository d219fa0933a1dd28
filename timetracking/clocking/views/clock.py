from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.clocking import punches
from timetracking.clocking.answer_form import AnswerForm
from timetracking.clocking.forgotten import Question, question_for
from timetracking.clocking.forms import PunchForm
from timetracking.clocking.taps import Tap
from timetracking.clocking.today import Today, today_of
from timetracking.clocking.undo import UNDO_WINDOW, undo, undoable
from timetracking.clocking.wording import words
from timetracking.models import BreakKind, Employee
from timetracking.shifts.errors import PunchRefused
from timetracking.web.guards import employee_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target

# A longer number does not fit the database's integer type.
_ID_DIGITS = 18


@dataclass(frozen=True)
class UndoOffer:
    """A tap that can be undone for some seconds more; `message` says what the tap did."""

    key: UUID
    seconds: int
    message: str


@dataclass(frozen=True)
class Panel:
    """What the clock page shows, in the local time of `today.zone`; `key` is for its next form."""

    employee: Employee
    now: datetime
    today: Today
    break_kinds: list[BreakKind]
    key: UUID
    undo: UndoOffer | None
    refusal: str
    notes: str
    question: Question | None
    answer: AnswerForm | None
    working: int | None


@employee_required
@require_safe
def clock(request: StaffRequest) -> HttpResponse:
    """Show whether I am clocked in, since when, and my hours; `?tap=` is the key of the last tap.

    `?working=` is the id of a long shift that I say is still going on.
    """
    working = request.GET.get("working", "")
    shift_id = int(working) if working.isdecimal() and len(working) < _ID_DIGITS else None
    with suppress(ValueError):
        return page(request, tap=UUID(request.GET.get("tap", "")), working=shift_id)
    return page(request, working=shift_id)


@employee_required
@form_target("clock")
def clock_in(request: StaffRequest) -> HttpResponse:
    """Begin my shift."""
    return _punch(request, _begin)


@employee_required
@form_target("clock")
def clock_out(request: StaffRequest) -> HttpResponse:
    """End my shift, and my open break."""
    return _punch(request, _end)


@employee_required
@form_target("clock")
def break_start(request: StaffRequest) -> HttpResponse:
    """Begin a break of the chosen kind, or of the only one."""
    return _punch(request, _start_break)


@employee_required
@form_target("clock")
def break_end(request: StaffRequest) -> HttpResponse:
    """Go back to work."""
    return _punch(request, _end_break)


@employee_required
@form_target("clock")
def undo_tap(request: StaffRequest) -> HttpResponse:
    """Undo my last tap; the note of a removed shift is filled in again."""
    form = PunchForm(request.POST)
    if not form.is_valid():
        return _form_refused(request, form)
    try:
        key, now = form.cleaned_data["key"], timezone.now()
        note = undo(request.employee, key=key, now=now, by=author(request))
    except PunchRefused as refusal:
        return page(request, refusal=str(refusal), status=409)
    if request.htmx or note:
        return page(request, notes=note)
    messages.success(request, _("Undone."))
    return HttpResponseRedirect(reverse("clock"), status=303)


def _begin(request: StaffRequest, form: PunchForm, tap: Tap) -> str:
    location, notes = form.cleaned_data["location"], form.cleaned_data["notes"]
    zone = request.company.zone
    log = punches.clock_in(request.employee, tap, time_zone=zone, location_id=location, notes=notes)
    return _("Clocked in at %(time)s.") % {"time": _time(log.check_in, log.zone)}


def _end(request: StaffRequest, form: PunchForm, tap: Tap) -> str:
    log = punches.clock_out(request.employee, tap, notes=form.cleaned_data["notes"])
    return _("Clocked out at %(time)s.") % {"time": _time(log.end(tap.now), log.zone)}


def _start_break(request: StaffRequest, form: PunchForm, tap: Tap) -> str:
    data = form.cleaned_data
    log = punches.start_break(request.employee, tap, kind_id=data["kind"], notes=data["notes"])
    return _("On break since %(time)s.") % {"time": _time(tap.now, log.zone)}


def _end_break(request: StaffRequest, form: PunchForm, tap: Tap) -> str:
    log = punches.end_break(request.employee, tap, notes=form.cleaned_data["notes"])
    return _("Back from break at %(time)s.") % {"time": _time(tap.now, log.zone)}


def _punch(
    request: StaffRequest, perform: Callable[[StaffRequest, PunchForm, Tap], str]
) -> HttpResponse:
    form = PunchForm(request.POST)
    if not form.is_valid():
        return _form_refused(request, form)
    key, working = form.cleaned_data["key"], form.cleaned_data["working"]
    tap = Tap(key, timezone.now(), author(request), still_working=working)
    try:
        message = perform(request, form, tap)
    except PunchRefused as refusal:
        return page(request, form, refusal=str(refusal), status=409)
    if request.htmx:
        # Also for a repeated request, whose first response was lost: the tap can still be undone.
        return page(request, tap=key, message=message, working=working)
    messages.success(request, message)
    suffix = f"&working={working}" if working else ""
    return HttpResponseRedirect(f"{reverse('clock')}?tap={key}{suffix}", status=303)


def _form_refused(request: StaffRequest, form: PunchForm) -> HttpResponse:
    if form.is_stale:
        refusal = _(
            "This page was out of date, so nothing was saved. It is up to date now: tap again."
        )
        return page(request, form, refusal=refusal, status=400)
    return page(request, form, refusal=" ".join(map(str, form.errors["notes"])), status=422)


def page(
    request: StaffRequest,
    form: PunchForm | None = None,
    *,
    tap: UUID | None = None,
    message: str = "",
    notes: str = "",
    refusal: str = "",
    status: int = 200,
    working: int | None = None,
    answer: AnswerForm | None = None,
) -> HttpResponse:
    """Show the panel, with the values of a refused `form` filled in.

    It asks about a forgotten shift, unless its id is `working`. `answer` is a refused answer form.
    """
    now = timezone.now()
    data = form.cleaned_data if form else {}
    working = working or data.get("working")
    today = today_of(
        request.employee, company=request.company, now=now, requested_id=data.get("location")
    )
    question = question_for(request.employee, today.open_log, rules=request.rules, now=now)
    if question and question.may_go_on and question.log.pk == working:
        question = None
    can_start_break = today.open_log and not today.open_break
    panel = Panel(
        employee=request.employee,
        now=now,
        today=today,
        break_kinds=list(BreakKind.objects.offered()) if can_start_break else [],
        key=uuid4(),
        undo=_undo_offer(request.employee, tap, now, message) if tap else None,
        refusal=refusal,
        notes=notes or str(data.get("notes", form.data.get("notes", "") if form else "")),
        question=question,
        answer=(answer or AnswerForm.for_question(question)) if question else None,
        working=working,
    )
    name = "_clock_panel.html" if request.htmx else "clock.html"
    context = {"panel": panel, "words": words()}
    return render(request, f"timetracking/clocking/{name}", context, status=status)


def _undo_offer(employee: Employee, key: UUID, now: datetime, message: str) -> UndoOffer | None:
    punch = undoable(employee, key, now=now)
    if punch is None:
        return None
    left = punch.created_at + UNDO_WINDOW - now
    return UndoOffer(key=key, seconds=max(1, round(left.total_seconds())), message=message)


def _time(moment: datetime, zone: ZoneInfo) -> str:
    return formats.date_format(moment.astimezone(zone), "TIME_FORMAT")
