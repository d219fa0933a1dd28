from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.rights import can_decide, can_edit_hours
from timetracking.base.versions import is_changed
from timetracking.corrections import asking, deciding, editing, inbox
from timetracking.corrections.forms.reasons import VerdictForm
from timetracking.corrections.views import shift_forms
from timetracking.models import Correction, CorrectionStatus, Reply
from timetracking.shifts.errors import ShiftConflict, ShiftError
from timetracking.shifts.proposals import preview, requested_proposal
from timetracking.shifts.snapshots import snapshot
from timetracking.shifts.wording import compare, location_names
from timetracking.trail.wording import Comparison
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_correction, load_own_correction
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods, form_target


@dataclass(frozen=True)
class Case:
    """What the page of one correction shows: both sides, and what the visitor may do.

    `drift` is what has changed in the shift since the request was made.
    """

    correction: Correction
    lines: list[Comparison]
    drift: list[Comparison]
    zone: ZoneInfo
    is_own: bool
    shift_id: int | None
    is_gone: bool
    can_decide: bool
    can_settle: bool
    can_reply: bool
    can_withdraw: bool
    version: int | None


@employee_required
@require_safe
def corrections(request: StaffRequest) -> HttpResponse:
    """List what waits for me as a manager, and what I have asked for."""
    actor = request.employee
    context = {
        "inbox": inbox.inbox(actor) if actor.leads else None,
        "done": inbox.decided_by_us(actor) if actor.leads else [],
        "own": inbox.own(actor),
    }
    return render(request, "timetracking/corrections/corrections.html", context)


@employee_required
@form_methods
def correction_add(request: StaffRequest) -> HttpResponse:
    """Ask for a shift of mine that is missing."""
    form = shift_forms.for_new(request, request.employee)

    def save(now: datetime) -> Correction:
        by, reason = author(request), form.cleaned_data["reason"]
        return asking.ask(
            request.employee, form.proposal, by=by, reason=reason, now=now, site=request.site
        )

    if can_edit_hours(request.employee, request.employee):
        # The only owner has nobody to ask.
        return HttpResponseRedirect(reverse("shift-add", args=[request.employee.pk]))
    page = shift_forms.Page(form, request.employee, None, purpose="missing")
    return shift_forms.answer(request, page, save, lambda: shift_forms.asked(request))


@employee_required
@require_safe
def correction(request: StaffRequest, pk: int) -> HttpResponse:
    """Show one correction, before and after, and what can be done about it."""
    return _page(request, load_correction(request, pk), None)


@manager_required
@form_target("corrections")
def correction_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept or refuse a request."""
    found = load_correction(request, pk, can_decide)
    form = VerdictForm(request.POST)

    def decide(now: datetime) -> Correction:
        version = form.cleaned_data["version"]
        if version is None:
            version = found.base_version
        decision = deciding.Decision(form.accepts, form.cleaned_data["answer"], version)
        return deciding.decide(found, decision, by=author(request), now=now, site=request.site)

    return _act(request, found, form, decide, _("Decided. They are told."))


@manager_required
@form_target("corrections")
def correction_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer a dispute, and let the edit stand."""
    found = load_correction(request, pk, can_decide)
    sent = request.POST.copy()
    sent["verdict"] = "accept"
    form = VerdictForm(sent)

    def settle(now: datetime) -> Correction:
        answer, by = form.cleaned_data["answer"], author(request)
        return editing.settle(found, answer=answer, by=by, now=now, site=request.site)

    return _act(request, found, form, settle, _("Settled. They are told."))


@employee_required
@form_target("corrections")
def correction_reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept or dispute what a manager changed in my hours."""
    found = load_own_correction(request, pk)
    form = VerdictForm(request.POST)

    def reply(now: datetime) -> Correction:
        return editing.reply(
            found,
            accepts=form.accepts,
            word=form.cleaned_data["answer"],
            by=author(request),
            now=now,
            site=request.site,
        )

    return _act(request, found, form, reply, _("Your answer is saved."))


@employee_required
@form_target("corrections")
def correction_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take back a request of mine."""
    found = load_own_correction(request, pk)
    try:
        asking.withdraw(found, by=author(request))
    except ShiftConflict as error:
        found.refresh_from_db()
        return _page(request, found, None, refusal=str(error), status=409)
    messages.success(request, _("Your request is withdrawn."))
    return HttpResponseRedirect(reverse("corrections"), status=303)


def _act(
    request: StaffRequest,
    found: Correction,
    form: VerdictForm,
    act: Callable[[datetime], Correction],
    done: str,
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        act(timezone.now())
    except ShiftError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error))
        # Whatever the decision met is how things stand by now, unless a word was missing.
        status = 422 if field else 409
        fresh = load_correction(request, found.pk)
        return _page(request, fresh, form, status=status)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("corrections"), status=303)


def _page(
    request: StaffRequest,
    found: Correction,
    form: VerdictForm | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    case = _case(request, found)
    context = {"case": case, "form": form or VerdictForm(), "refusal": refusal}
    with timezone.override(case.zone):
        return render(request, "timetracking/corrections/correction.html", context, status=status)


def _case(request: StaffRequest, found: Correction) -> Case:
    log, actor = found.work_log, request.employee
    now = snapshot(log) if log else None
    places = location_names([found.before, found.after, now])
    is_pending = found.status == CorrectionStatus.PENDING
    before, after, drift = found.before, found.after, []
    if is_pending and log and is_changed(log.version, found.base_version):
        drift, before = compare(found.before, now, places), now
        asked = requested_proposal(found)
        after = preview(asked, employee=found.employee, log=log, rules=request.rules)
    leads = can_decide(actor, found.employee)
    is_own = found.employee_id == actor.pk
    kept = found.before or found.after or {}
    return Case(
        correction=found,
        lines=compare(before, after, places),
        drift=drift,
        zone=ZoneInfo(kept.get("time_zone", request.company.time_zone)),
        is_own=is_own,
        shift_id=log.pk if log else kept.get("id"),
        is_gone=log is None and found.kind == "change",
        can_decide=is_pending and leads,
        can_settle=leads and found.reply == Reply.DISPUTED and found.decided_at is None,
        can_reply=is_own and editing.can_reply(found),
        can_withdraw=is_own and is_pending,
        version=log.version if log else None,
    )
