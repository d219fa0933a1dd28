from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.rights import can_decide, can_decide_request, can_edit_hours
from timetracking.base.versions import is_changed
from timetracking.corrections import asking, deciding, editing, inbox
from timetracking.corrections.forms.reasons import VerdictForm
from timetracking.corrections.views import shift_form, success
from timetracking.models import Correction, CorrectionStatus, Reply
from timetracking.notices import news
from timetracking.shifts.errors import ShiftConflict, ShiftError
from timetracking.shifts.proposals import preview, requested_proposal
from timetracking.shifts.snapshots import snapshot
from timetracking.shifts.wording import compare, location_names
from timetracking.trail.wording import Comparison
from timetracking.web.back import came_from
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_correction, load_own_correction
from timetracking.web.requests import StaffRequest, author, is_read_only
from timetracking.web.targets import form_methods, form_target


@dataclass(frozen=True)
class Case:
    """What the page of a correction shows, and what the visitor may do.

    `drift` lists what has changed in the shift since the request. If it `is_for_others` to decide,
    the visitor changed the person's address.
    """

    correction: Correction
    lines: list[Comparison]
    drift: list[Comparison]
    zone: ZoneInfo
    is_own: bool
    shift_id: int | None
    is_gone: bool
    can_decide: bool
    is_for_others: bool
    can_settle: bool
    can_reply: bool
    can_withdraw: bool
    version: int | None


@employee_required
@require_safe
def correction_list(request: StaffRequest) -> HttpResponse:
    """List my own requests, and what was changed in my hours."""
    context = {"own": inbox.own_corrections(request.employee)}
    return render(request, "timetracking/corrections/corrections.html", context)


@employee_required
@form_methods
def correction_add(request: StaffRequest) -> HttpResponse:
    """Request a missing shift of mine."""
    form = shift_form.for_new(request, request.employee)

    def save(now: datetime) -> Correction:
        by, reason = author(request), form.cleaned_data["reason"]
        return asking.ask(
            request.employee, form.proposal, by=by, reason=reason, now=now, site=request.site
        )

    if can_edit_hours(request.employee, request.employee):
        # The only owner has nobody to ask.
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponseRedirect(reverse("shift-add", args=[request.employee.pk]) + query)
    page = shift_form.Page(form, request.employee, None, purpose="missing")
    return shift_form.respond(request, page, save, lambda: shift_form.confirm_request(request))


@employee_required
@require_safe
def correction_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a correction, before and after, and what I can do about it."""
    correction = load_correction(request, pk)
    # A read-only company takes no write, not even this one.
    is_new = any(item.correction_id == pk for item in news.news_of(request.employee))
    if is_new and not is_read_only(request):
        news.see(request.employee, about=pk, by=author(request))
    return _page(request, correction, None)


@manager_required
@form_target("approvals")
def correction_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept or refuse a request."""
    correction = load_correction(request, pk, can_decide)
    form = VerdictForm(request.POST)

    def decide(now: datetime) -> Correction:
        data = form.cleaned_data
        decision = deciding.Decision(form.accepts, data["answer"], data["version"])
        return deciding.decide(correction, decision, by=author(request), now=now, site=request.site)

    on_success = _next(request, correction.created_at)
    return _respond(request, correction, form, decide, success.decided, on_success)


@manager_required
@form_target("approvals")
def correction_settle(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer a dispute, and let the edit stand."""
    correction = load_correction(request, pk, can_decide)
    sent = request.POST.copy()
    sent["verdict"] = "accept"
    form = VerdictForm(sent)

    def settle(now: datetime) -> Correction:
        answer, by = form.cleaned_data["answer"], author(request)
        return editing.settle(correction, answer=answer, by=by, now=now, site=request.site)

    on_success = _next(request, correction.replied_at)
    return _respond(request, correction, form, settle, success.settled, on_success)


@employee_required
@form_target("corrections")
def correction_reply(request: StaffRequest, pk: int) -> HttpResponse:
    """Accept or dispute what a manager changed in my hours."""
    correction = load_own_correction(request, pk)
    form = VerdictForm(request.POST)

    def reply(now: datetime) -> Correction:
        return editing.reply(
            correction,
            accepts=form.accepts,
            reason=form.cleaned_data["answer"],
            by=author(request),
            now=now,
            site=request.site,
        )

    sentence = _("Your answer has been saved.")
    return _respond(request, correction, form, reply, lambda _one: sentence, _back(request))


@employee_required
@form_target("corrections")
def correction_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a request of mine."""
    correction = load_own_correction(request, pk)
    try:
        asking.withdraw(correction, by=author(request))
    except ShiftConflict as error:
        correction.refresh_from_db()
        return _page(request, correction, None, refusal=str(error), status=409)
    messages.success(request, _("Your request has been withdrawn."))
    return HttpResponseRedirect(_back(request), status=303)


def _back(request: StaffRequest) -> str:
    return came_from(request) or reverse("corrections")


def _next(request: StaffRequest, at: datetime | None) -> str:
    """Return the way to what waits after this."""
    way = {"after": at.isoformat()} if at else {}
    if back := came_from(request):
        way["back"] = back
    return f"{reverse('approvals-next')}?{urlencode(way)}"


def _respond(
    request: StaffRequest,
    correction: Correction,
    form: VerdictForm,
    save: Callable[[datetime], Correction],
    sentence: Callable[[Correction], str],
    on_success: str,
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, correction, form, status=422)
    try:
        saved = save(timezone.now())
    except ShiftError as error:
        field = error.field if error.field in form.fields else None
        form.add_error(field, str(error))
        # Without a field, the error is a conflict with the current state.
        status = 422 if field else 409
        fresh = load_correction(request, correction.pk)
        return _page(request, fresh, form, status=status)
    messages.success(request, sentence(saved))
    return HttpResponseRedirect(on_success, status=303)


def _page(
    request: StaffRequest,
    correction: Correction,
    form: VerdictForm | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    case = _case(request, correction)
    context = {"case": case, "form": form or VerdictForm(), "refusal": refusal}
    with timezone.override(case.zone):
        return render(request, "timetracking/corrections/correction.html", context, status=status)


def _case(request: StaffRequest, correction: Correction) -> Case:
    log, actor = correction.work_log, request.employee
    current = snapshot(log) if log else None
    names = location_names([correction.before, correction.after, current])
    is_pending = correction.status == CorrectionStatus.PENDING
    before, after, drift = correction.before, correction.after, []
    if is_pending and log and is_changed(log.version, correction.base_version):
        drift, before = compare(correction.before, current, names), current
        proposal = requested_proposal(correction)
        after = preview(proposal, employee=correction.employee, log=log, rules=request.rules)
    may_decide = can_decide(actor, correction.employee)
    decides = is_pending and can_decide_request(actor, correction.employee, correction)
    is_own = correction.employee_id == actor.pk
    recorded = correction.before or correction.after or {}
    return Case(
        correction=correction,
        lines=compare(before, after, names),
        drift=drift,
        zone=ZoneInfo(recorded.get("time_zone", request.company.time_zone)),
        is_own=is_own,
        shift_id=log.pk if log else recorded.get("id"),
        is_gone=log is None and correction.kind == "change",
        can_decide=decides,
        is_for_others=is_pending and may_decide and not decides,
        can_settle=may_decide
        and correction.reply == Reply.DISPUTED
        and correction.decided_at is None,
        can_reply=is_own and editing.can_reply(correction),
        can_withdraw=is_own and is_pending,
        version=log.version if log else None,
    )
