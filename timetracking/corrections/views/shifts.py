from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from timetracking.base.rights import can_edit_hours, can_see
from timetracking.corrections import asking, editing
from timetracking.corrections.errors import OwnHours
from timetracking.corrections.forms import RemovalForm
from timetracking.corrections.inbox import Item
from timetracking.corrections.views import shift_forms
from timetracking.models import Correction, Employee, WorkLog
from timetracking.shifts.errors import ShiftConflict, ShiftGone
from timetracking.shifts.running import with_breaks
from timetracking.shifts.shown import Shift
from timetracking.trail.history import History, history_of
from timetracking.web.fields import IdField
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_target

form_methods = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Rights:
    """What the visitor may do with a shift."""

    is_own: bool
    can_edit: bool
    can_ask: bool


@dataclass(frozen=True)
class Card:
    """What the page of a shift shows; without `shift` it was removed, and the history stays."""

    employee: Employee
    shift: Shift | None
    presence: timedelta | None
    corrections: list[Item]
    history: History
    zone: tzinfo
    rights: Rights


@employee_required
@require_safe
def shift(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a shift and its history to its employee, and to who may see them."""
    log = with_breaks(WorkLog.objects.select_related("employee", "location")).filter(pk=pk).first()
    told = history_of(WorkLog, pk)
    employee = log.employee if log else told.employee
    if employee is None or not can_see(request.employee, employee):
        raise Http404
    card = _card(request, log, employee, told)
    with timezone.override(card.zone):
        return render(request, "timetracking/corrections/shift.html", {"card": card})


@manager_required
@form_methods
def shift_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change someone's shift, with a reason."""
    log = _editable(request, pk)
    form = shift_forms.for_log(request, log)

    def save(now: datetime) -> Correction:
        return editing.edit(
            log,
            form.proposal,
            version=form.cleaned_data["version"],
            by=author(request),
            reason=form.cleaned_data["reason"],
            now=now,
            site=request.site,
        )

    page = shift_forms.Page(form, log.employee, log, purpose="edit")
    return shift_forms.answer(request, page, save, lambda: _done(request, log.employee, pk))


@manager_required
@form_methods
def shift_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a shift for someone, with a reason."""
    employee = _led(request, pk)
    form = shift_forms.for_new(request, employee)

    def save(now: datetime) -> Correction:
        reason = form.cleaned_data["reason"]
        by = author(request)
        return editing.add_for(
            employee, form.proposal, by=by, reason=reason, now=now, site=request.site
        )

    page = shift_forms.Page(form, employee, None, purpose="add")
    return shift_forms.answer(request, page, save, lambda: _back_to_sheet(request, employee))


@manager_required
@form_methods
def shift_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether and why, then remove someone's shift."""
    log = _editable(request, pk)
    posted = request.POST if request.method == "POST" else None
    form = RemovalForm(posted, initial={"version": log.version})
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            editing.remove(
                log,
                version=form.cleaned_data["version"],
                by=author(request),
                reason=form.cleaned_data["reason"],
                now=timezone.now(),
                site=request.site,
            )
        except ShiftConflict as error:
            form.add_error(None, str(error))
            status = 409
        else:
            messages.success(request, _("The shift is removed. Its history stays here."))
            return HttpResponseRedirect(reverse("shift", args=[pk]), status=303)
    context = {"form": form, "shift": Shift.of(log, timezone.now()), "log": log}
    with timezone.override(log.zone):
        return render(request, "timetracking/corrections/shift_remove.html", context, status=status)


@manager_required
@form_target("corrections")
def shift_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that the provisional end of someone's shift is right."""
    log = _editable(request, pk)
    version = IdField(required=False).to_python(request.POST.get("version"))
    try:
        editing.confirm(log, version=version, by=author(request))
    except ShiftConflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The end is confirmed."))
    return HttpResponseRedirect(reverse("shift", args=[pk]), status=303)


@employee_required
@form_methods
def shift_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a change of a shift of mine, with a reason."""
    mine = WorkLog.objects.for_employee(request.employee).select_related("employee", "location")
    log = with_breaks(mine).filter(pk=pk).first()
    if log is None:
        raise Http404
    if can_edit_hours(request.employee, request.employee):
        # The only owner has nobody to ask.
        return HttpResponseRedirect(reverse("shift-edit", args=[pk]))
    form = shift_forms.for_log(request, log)

    def save(now: datetime) -> Correction:
        return asking.ask(
            request.employee,
            form.proposal,
            by=author(request),
            reason=form.cleaned_data["reason"],
            now=now,
            site=request.site,
            log_id=log.pk,
            version=form.cleaned_data["version"],
        )

    page = shift_forms.Page(form, log.employee, log, purpose="ask")
    return shift_forms.answer(request, page, save, lambda: shift_forms.asked(request))


def _card(request: StaffRequest, log: WorkLog | None, employee: Employee, told: History) -> Card:
    now = timezone.now()
    newest = Correction.objects.filter(work_log=log).order_by("-created_at", "-pk")
    found = list(newest.select_related("employee", "asked_by", "decided_by")) if log else []
    mine = employee.pk == request.employee.pk
    waits = any(correction.status == "pending" for correction in found)
    return Card(
        employee=employee,
        shift=Shift.of(log, now) if log else None,
        presence=log.presence(now) if log else None,
        corrections=[Item.of(correction) for correction in found],
        history=told,
        zone=log.zone if log else told.zone or request.company.zone,
        rights=Rights(
            is_own=mine,
            can_edit=can_edit_hours(request.employee, employee),
            can_ask=mine and not waits,
        ),
    )


def _editable(request: StaffRequest, pk: int) -> WorkLog:
    """Return a shift that this visitor may change; 404 if they may not see it, else 403."""
    found = WorkLog.objects.select_related("employee", "location").filter(pk=pk)
    log = with_breaks(found).first()
    if log is None:
        told = history_of(WorkLog, pk)
        if told.employee and can_see(request.employee, told.employee):
            raise PermissionDenied(str(ShiftGone()))
        raise Http404
    _refuse(request, log.employee)
    return log


def _led(request: StaffRequest, pk: int) -> Employee:
    employee = Employee.objects.filter(pk=pk).first()
    if employee is None:
        raise Http404
    _refuse(request, employee)
    return employee


def _refuse(request: StaffRequest, employee: Employee) -> None:
    if not can_see(request.employee, employee):
        raise Http404
    if employee.pk == request.employee.pk and not can_edit_hours(request.employee, employee):
        raise PermissionDenied(str(OwnHours()))
    if not can_edit_hours(request.employee, employee):
        raise PermissionDenied(_("Only an owner changes the hours of managers and owners."))


def _done(request: StaffRequest, employee: Employee, pk: int) -> HttpResponse:
    messages.success(
        request, _("The shift is changed. %(who)s") % {"who": _told(request, employee)}
    )
    return HttpResponseRedirect(reverse("shift", args=[pk]), status=303)


def _back_to_sheet(request: StaffRequest, employee: Employee) -> HttpResponse:
    messages.success(request, _("The shift is added. %(who)s") % {"who": _told(request, employee)})
    if employee.pk == request.employee.pk:
        return HttpResponseRedirect(reverse("timesheet"), status=303)
    return HttpResponseRedirect(reverse("timesheet-of", args=[employee.pk]), status=303)


def _told(request: StaffRequest, employee: Employee) -> str:
    if employee.pk == request.employee.pk:
        return ""
    if not employee.is_active:
        return _("%(name)s has left and is not told.") % {"name": employee.name}
    return _("%(name)s sees it and can answer.") % {"name": employee.name}
