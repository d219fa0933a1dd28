from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.factors.stepping_up import ask
from accounts.throttle import wrong_passwords
from timetracking.base.errors import EntryChanged
from timetracking.base.judging import require
from timetracking.base.rights import (
    can_deactivate,
    can_invite,
    can_manage,
    can_reactivate,
    can_remove_factor,
    can_unlock,
    outranks,
)
from timetracking.models import Employee, WorkLog
from timetracking.shifts.running import open_logs
from timetracking.staff import employees as staff
from timetracking.staff import second_factors
from timetracking.staff.errors import (
    AddressRefused,
    EmailNeeded,
    EmailTaken,
    HandoverNeeded,
    LastOwner,
    StaffError,
)
from timetracking.staff.forms import (
    DeactivateForm,
    EmployeeForm,
    HandoverForm,
    NewEmployeeForm,
    handover_of,
)
from timetracking.staff.handover import holdings_without_right
from timetracking.staff.placing import unplaced
from timetracking.staff.views.adding import (
    fill_in,
    invite_and_say,
    query_of,
    warn_without_location,
)
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


@dataclass(frozen=True)
class Row:
    """One line of the staff list."""

    employee: Employee
    can_manage: bool
    status: str
    is_in: bool


@manager_required
@require_safe
def employees(request: StaffRequest) -> HttpResponse:
    """List the employees whom the visitor may see; `?inactive=1` includes those who have left."""
    show_inactive = request.GET.get("inactive") == "1"
    seen = Employee.objects.seen_by(request.employee).select_related("user")
    staff_list = seen.with_placement().by_name()
    logs_by_employee = open_logs()
    rows = [
        Row(
            employee=employee,
            # `can_manage` without its query: the visitor may see everyone on the list.
            can_manage=outranks(request.employee, employee),
            status=employee.status,
            is_in=employee.pk in logs_by_employee,
        )
        for employee in (staff_list if show_inactive else staff_list.active())
    ]
    context = {
        "employees": rows,
        "can_add": True,
        "show_inactive": show_inactive,
        "unplaced": unplaced(row.employee for row in rows),
    }
    return render(request, "timetracking/staff/employees.html", context)


@manager_required
@form_methods
def employee_add(request: StaffRequest) -> HttpResponse:
    """Add someone to the staff list, and invite them if asked."""
    form = NewEmployeeForm(form_data(request), actor=request.employee)
    fill_in(request, form)
    if asked := _ask(request, form, None):
        return asked
    if _save(request, form):
        name = {"name": form.instance.name}
        messages.success(request, _("%(name)s has been added to the staff list.") % name)
        if form.cleaned_data["send_invitation"] and form.instance.email:
            invite_and_say(request, form.instance)
        warn_without_location(request, form)
        if "another" in request.POST:
            return HttpResponseRedirect(f"{reverse('employee-add')}?{query_of(form)}", status=303)
        return _back_to_list()
    return _form_page(request, form, None)


@manager_required
@form_methods
def employee_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change an entry of the staff list."""
    employee = load_employee(request, pk, can_manage)
    # Validation changes the instance even if it fails, and the page shows the stored name.
    form = EmployeeForm(form_data(request), instance=copy(employee), actor=request.employee)
    if asked := _ask(request, form, employee):
        return asked
    if _save(request, form):
        messages.success(request, _("%(name)s has been saved.") % {"name": form.instance.name})
        if form.instance.email != form.cleaned_data["email"]:
            addresses = {"new": form.cleaned_data["email"], "old": employee.email}
            messages.info(
                request,
                _("%(old)s stays the address until the link in the e-mail to %(new)s is opened.")
                % addresses,
            )
        if employee.pin and employee.pin_set_by and not form.instance.pin:
            names = {"name": employee.name, "setter": employee.pin_set_by.name}
            sentence = _("The PIN that %(setter)s set for %(name)s was removed. Set a new one.")
            messages.warning(request, sentence % names)
        if employee.status == "invited" and form.instance.email != employee.email:
            messages.warning(
                request, _("The invitation went to the old address. Please send a new one.")
            )
        warn_without_location(request, form)
        return _back_to_list()
    return _form_page(request, form, employee)


@manager_required
@form_target("employees")
def employee_invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an invitation to sign in, or send it again."""
    invite_and_say(request, load_employee(request, pk, can_manage))
    return _back_to_list()


@manager_required
@form_methods
def employee_deactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for confirmation and the end of an open shift, then deactivate the employee."""
    employee = load_employee(request, pk, can_manage)
    require(request.employee, can_deactivate, employee)
    if not employee.is_active:
        messages.info(
            request, _("%(name)s has already been deactivated.") % {"name": employee.name}
        )
        return _back_to_list()
    open_log = WorkLog.objects.for_employee(employee).open().first()
    # The times on the page are those of the shift.
    zone = open_log.zone if open_log else request.company.zone
    with timezone.override(zone):
        return _deactivate(request, employee, open_log, zone)


def _deactivate(
    request: StaffRequest, employee: Employee, open_log: WorkLog | None, zone: ZoneInfo
) -> HttpResponse:
    form = DeactivateForm(form_data(request), zone=zone, open_log=open_log)
    if form.is_bound and form.is_valid():
        try:
            staff.deactivate(
                employee,
                by=author(request),
                now=timezone.now(),
                ended_at=form.cleaned_data["moment"],
                handover=handover_of(request.POST),
                site=request.site,
            )
        except HandoverNeeded as error:
            form.add_error(None, str(error))
        except StaffError as error:
            form.add_error("ended_at" if "ended_at" in form.fields else None, str(error))
        else:
            messages.success(request, _("%(name)s has been deactivated.") % {"name": employee.name})
            return _back_to_list()
    context = {
        "employee": employee,
        "open_log": open_log,
        "form": form,
        "zone": zone,
        "handover": _handover_on_leaving(employee),
    }
    return _render(request, "employee_deactivate.html", context, form)


def _handover_on_leaving(employee: Employee) -> HandoverForm | None:
    """Return the question about the tablets and PINs of someone who leaves, if there are any.

    Someone who leads nobody may have some too, that were kept when they lost the right.
    """
    gone = copy(employee)
    gone.is_active = False
    held = holdings_without_right(gone)
    return HandoverForm(tablets=held.tablets, people=held.people) if held else None


@manager_required
@form_target("employees")
def employee_reactivate(request: StaffRequest, pk: int) -> HttpResponse:
    """Reactivate an employee."""
    employee = load_employee(request, pk, can_manage)
    staff.reactivate(employee, by=author(request), site=request.site)
    messages.success(request, _("%(name)s is back.") % {"name": employee.name})
    return _back_to_list()


def _ask(request: StaffRequest, form: EmployeeForm, stored: Employee | None) -> HttpResponse | None:
    """Return a page that asks the author again who they are, before a new role or address."""
    if not form.is_bound or not form.is_valid():
        return None
    entry = form.instance
    if stored:
        is_sensitive = (entry.role, entry.email, entry.is_limited) != (
            stored.role,
            stored.email,
            stored.is_limited,
        )
    else:
        is_sensitive = entry.leads
    return ask(request) if is_sensitive else None


def _save(request: StaffRequest, form: EmployeeForm) -> bool:
    """Save a bound and valid form; return whether it was saved."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        staff.save(
            form.instance,
            by=author(request),
            membership=form.membership,
            seen=form.version,
            handover=handover_of(request.POST),
            site=request.site,
        )
    except (EmailTaken, EmailNeeded, AddressRefused) as error:
        form.add_error("email", str(error))
    except LastOwner as error:
        form.add_error("role", str(error))
    except HandoverNeeded as error:
        form.add_error(None, str(error))
        form.handover = HandoverForm(tablets=error.tablets, people=error.people)
    except EntryChanged as refusal:
        form.show_conflict(Employee.objects.get(pk=form.instance.pk), refusal)
    return form.is_valid()


def _form_page(
    request: StaffRequest, form: EmployeeForm, employee: Employee | None
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "employee": employee}
    if employee:
        actor, is_active = request.employee, employee.is_active
        context |= {
            "can_deactivate": is_active and can_deactivate(actor, employee),
            "can_invite": can_invite(actor, employee),
            "can_remove_factor": can_remove_factor(actor, employee)
            and second_factors.has_second_factor(employee),
            "can_reactivate": not is_active and can_reactivate(actor, employee),
        }
        if employee.user and is_active and can_unlock(actor, employee):
            context["wrong"] = wrong_passwords(employee.user.email, now=timezone.now())
    return _render(request, "employee_form.html", context, form)


def _render(
    request: StaffRequest, name: str, context: Mapping[str, object], form: BaseForm
) -> HttpResponse:
    is_stale = getattr(form, "is_stale", False)
    status = 409 if is_stale else 422 if form.is_bound else 200
    return render(request, f"timetracking/staff/{name}", context, status=status)


def _back_to_list() -> HttpResponse:
    return HttpResponseRedirect(reverse("employees"), status=303)
