"""The pages on which people are added and changed, and how they sign in."""

from collections.abc import Mapping
from copy import copy

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.factors.stepping_up import ask
from timetracking.base.errors import EntryChanged, NoRoom
from timetracking.base.rights import can_manage
from timetracking.contracts.errors import RateChanged
from timetracking.models import Employee
from timetracking.staff import employees as staff
from timetracking.staff.errors import (
    AddressRefused,
    EmailNeeded,
    EmailTaken,
    HandoverNeeded,
    LastOwner,
)
from timetracking.staff.forms import (
    EmployeeForm,
    HandoverForm,
    NewEmployeeForm,
    handover_of,
)
from timetracking.staff.views.adding import (
    fill_in,
    invite_and_say,
    query_of,
    warn_without_location,
)
from timetracking.web.back import came_from
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


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
        return back_to_list()
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
                _("The address stays %(old)s until the link in the e-mail to %(new)s is opened.")
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
        return back_to_list()
    return _form_page(request, form, employee)


@manager_required
@form_target("employees")
def employee_invite(request: StaffRequest, pk: int) -> HttpResponse:
    """Send an invitation to sign in, or send it again."""
    invite_and_say(request, load_employee(request, pk, can_manage))
    return HttpResponseRedirect(came_from(request) or reverse("employees"), status=303)


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
            rate=form.rate,
            site=request.site,
        )
    except (EmailTaken, EmailNeeded, AddressRefused) as error:
        form.add_error("email", str(error))
    except LastOwner as error:
        form.add_error("role", str(error))
    except RateChanged:
        form.show_conflict(Employee.objects.get(pk=form.instance.pk), EntryChanged())
    except NoRoom as error:
        form.add_error(None, str(error))
    except HandoverNeeded as error:
        form.add_error(None, str(error))
        form.handover = HandoverForm(tablets=error.tablets, people=error.people)
    except EntryChanged as refusal:
        form.show_conflict(Employee.objects.get(pk=form.instance.pk), refusal)
    return form.is_valid()


def _form_page(
    request: StaffRequest, form: EmployeeForm, employee: Employee | None
) -> HttpResponse:
    context = {"form": form, "employee": employee, "tab": "details"}
    return render_form(request, "employee_form.html", context, form)


def render_form(
    request: StaffRequest, name: str, context: Mapping[str, object], form: BaseForm
) -> HttpResponse:
    """Respond with the page of a form, and with the status that its state asks for."""
    is_stale = getattr(form, "is_stale", False)
    status = 409 if is_stale else 422 if form.is_bound else 200
    return render(request, f"timetracking/staff/{name}", context, status=status)


def back_to_list() -> HttpResponse:
    """Redirect to the list of people."""
    return HttpResponseRedirect(reverse("employees"), status=303)
