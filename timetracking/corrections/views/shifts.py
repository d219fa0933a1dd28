from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.rights import can_edit_hours
from timetracking.corrections import asking, editing
from timetracking.corrections.forms.reasons import RemovalForm
from timetracking.corrections.views import acts, shift_form
from timetracking.corrections.views.cards import card_of
from timetracking.models import Correction, Employee
from timetracking.shifts.display import Shift
from timetracking.shifts.errors import ShiftConflict
from timetracking.web.back import came_from, first_of
from timetracking.web.fields import VersionField
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_employee, load_history, load_own_shift, load_shift
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@employee_required
@require_safe
def shift_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a shift and its history to its employee, and to those who may see them."""
    employee, log, history = load_history(request, pk)
    card = card_of(request, log, employee, history, timezone.now())
    with timezone.override(card.zone):
        return render(request, "timetracking/corrections/shift.html", {"card": card})


@manager_required
@form_methods
def shift_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change someone's shift, with a reason."""
    log = load_shift(request, pk, can_edit_hours)
    page, save = acts.edit(request, log)
    return shift_form.respond(
        request, page, save, lambda: _redirect_to_shift(request, log.employee, pk)
    )


@manager_required
@form_methods
def shift_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Record a shift for someone, with a reason."""
    employee = load_employee(request, pk, can_edit_hours)
    page, save = acts.add(request, employee)
    return shift_form.respond(
        request, page, save, lambda: _redirect_to_timesheet(request, employee)
    )


@manager_required
@form_methods
def shift_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Remove someone's shift, with a reason."""
    log = load_shift(request, pk, can_edit_hours)
    form = RemovalForm(form_data(request), initial={"version": log.version})
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
            messages.success(
                request, _("The shift has been removed. You can still see its history here.")
            )
            return HttpResponseRedirect(reverse("shift", args=[pk]), status=303)
    context = {"form": form, "shift": Shift.of(log, timezone.now()), "log": log}
    with timezone.override(log.zone):
        return render(request, "timetracking/corrections/shift_remove.html", context, status=status)


@manager_required
@form_target("approvals")
def shift_confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """Confirm the times of someone's shift that is to be reviewed."""
    log = load_shift(request, pk, can_edit_hours)
    version = VersionField().clean(request.POST.get("version"))
    try:
        editing.confirm(log, version=version, by=author(request))
    except ShiftConflict as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The times have been confirmed."))
        if first_of(back := came_from(request)).startswith(reverse("approvals")):
            way = urlencode({"after": log.check_in.isoformat(), "back": back})
            return HttpResponseRedirect(f"{reverse('approvals-next')}?{way}", status=303)
    return HttpResponseRedirect(reverse("shift", args=[pk]), status=303)


@employee_required
@form_methods
def shift_correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Request a change of a shift of mine, with a reason."""
    log = load_own_shift(request, pk)
    if can_edit_hours(request.employee, request.employee):
        # The only owner has nobody to ask.
        return HttpResponseRedirect(reverse("shift-edit", args=[pk]))
    form = shift_form.for_log(request, log)

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

    page = shift_form.Page(form, log.employee, log, purpose="ask")
    return shift_form.respond(request, page, save, lambda: shift_form.confirm_request(request))


def _redirect_to_shift(request: StaffRequest, employee: Employee, pk: int) -> HttpResponse:
    messages.success(request, acts.changed(request, employee))
    return HttpResponseRedirect(came_from(request) or reverse("shift", args=[pk]), status=303)


def _redirect_to_timesheet(request: StaffRequest, employee: Employee) -> HttpResponse:
    messages.success(request, acts.added(request, employee))
    if employee.pk == request.employee.pk:
        return HttpResponseRedirect(reverse("timesheet"), status=303)
    return HttpResponseRedirect(reverse("timesheet-of", args=[employee.pk]), status=303)
