"""PINs for the kiosk: one's own, and for managers those of the people they manage."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from accounts.views import mark_throttled
from timetracking.base.rights import can_set_pin
from timetracking.kiosk import pins
from timetracking.kiosk.forms import OwnPinForm, PinForm
from timetracking.kiosk.guessing import pin_state
from timetracking.models import Employee
from timetracking.staff.errors import NotActive
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods


@employee_required
@sensitive_post_parameters()
@form_methods
def pin(request: StaffRequest) -> HttpResponse:
    """Set my own PIN, confirmed by my password."""
    form = OwnPinForm(form_data(request), request=request)
    if form.is_bound and form.is_valid():
        pins.set_pin(request.employee, form.cleaned_data["pin"], by=author(request))
        messages.success(
            request, _("Your PIN has been saved. Use it at any kiosk at your locations.")
        )
        return HttpResponseRedirect(reverse("clock"), status=303)
    status = 422 if form.is_bound else 200
    return mark_throttled(
        render(request, "timetracking/kiosk/pin.html", {"form": form}, status=status), form
    )


@manager_required
@sensitive_post_parameters()
@form_methods
def employee_pin(request: StaffRequest, pk: int) -> HttpResponse:
    """Set someone's PIN, create a random one and show it once, remove it or unlock it."""
    employee = load_employee(request, pk, can_set_pin)
    if employee == request.employee:
        return HttpResponseRedirect(reverse("pin"), status=303)
    action = request.POST.get("act", "set")
    form = PinForm(request.POST if request.method == "POST" and action == "set" else None)
    try:
        if request.method == "POST" and action == "random":
            return _set_random_pin(request, employee)
        if request.method == "POST" and action == "remove":
            pins.remove_pin(employee, by=author(request))
            return _redirect_with(request, employee, _("%(name)s no longer has a PIN."))
        if request.method == "POST" and action == "unlock":
            pins.unlock_pin(employee, by=author(request))
            return _redirect_with(request, employee, _("%(name)s can enter the PIN again now."))
        if form.is_bound and form.is_valid():
            new_pin = form.cleaned_data["pin"]
            pins.set_pin(employee, new_pin, by=author(request))
            return _redirect_with(request, employee, _("The PIN for %(name)s has been saved."))
    except NotActive as error:
        messages.error(request, str(error))
        return _redirect_to_employee(employee)
    status = 422 if form.is_bound else 200
    wrong = pin_state(employee, now=timezone.now()) if employee.pin else None
    context = {"form": form, "employee": employee, "wrong": wrong}
    return render(request, "timetracking/kiosk/employee_pin.html", context, status=status)


def _set_random_pin(request: StaffRequest, employee: Employee) -> HttpResponse:
    new_pin = pins.random_pin()
    pins.set_pin(employee, new_pin, by=author(request))
    context = {"employee": employee, "made": new_pin, "at": timezone.now()}
    return render(request, "timetracking/kiosk/employee_pin.html", context)


def _redirect_with(request: StaffRequest, employee: Employee, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"name": employee.name})
    return _redirect_to_employee(employee)


def _redirect_to_employee(employee: Employee) -> HttpResponse:
    return HttpResponseRedirect(reverse("employee-access", args=[employee.pk]), status=303)
