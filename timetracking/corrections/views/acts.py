"""The forms with which managers change hours, on pages and in the panel of a day."""

from datetime import datetime

from django.utils.translation import gettext as _

from timetracking.corrections import editing
from timetracking.corrections.views import shift_form
from timetracking.corrections.views.shift_form import Page, Save
from timetracking.models import Correction, Employee, WorkLog
from timetracking.web.requests import StaffRequest, author


def edit(request: StaffRequest, log: WorkLog) -> tuple[Page, Save]:
    """Return the form that changes a shift, and what saves it."""
    form = shift_form.for_log(request, log)

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

    return Page(form, log.employee, log, purpose="edit"), save


def add(request: StaffRequest, employee: Employee) -> tuple[Page, Save]:
    """Return the form that adds a shift, and what saves it."""
    form = shift_form.for_new(request, employee)

    def save(now: datetime) -> Correction:
        reason = form.cleaned_data["reason"]
        by = author(request)
        return editing.add(
            employee, form.proposal, by=by, reason=reason, now=now, site=request.site
        )

    return Page(form, employee, None, purpose="add"), save


def changed(request: StaffRequest, employee: Employee) -> str:
    """Say that a shift was changed, and whether its employee is told."""
    return _("The shift has been changed. %(who)s") % {"who": _notice_of(request, employee)}


def added(request: StaffRequest, employee: Employee) -> str:
    """Say that a shift was added, and whether its employee is told."""
    return _("The shift has been added. %(who)s") % {"who": _notice_of(request, employee)}


def _notice_of(request: StaffRequest, employee: Employee) -> str:
    if employee.pk == request.employee.pk:
        return ""
    if not employee.is_active:
        return _("%(name)s no longer works here and will not be notified.") % {
            "name": employee.name
        }
    return _("%(name)s can see the change and respond.") % {"name": employee.name}
