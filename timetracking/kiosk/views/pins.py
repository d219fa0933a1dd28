"""The PIN for the kiosk: my own, and for managers that of people they manage."""

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
    """Set my own PIN, with the password that I sign in with."""
    form = OwnPinForm(form_data(request), request=request)
    if form.is_bound and form.is_valid():
        pins.set_pin(request.employee, form.cleaned_data["pin"], by=author(request))
        messages.success(request, _("Your PIN is set. Use it at any kiosk of your locations."))
        return HttpResponseRedirect(reverse("clock"), status=303)
    status = 422 if form.is_bound else 200
    return mark_throttled(
        render(request, "timetracking/kiosk/pin.html", {"form": form}, status=status), form
    )


@manager_required
@sensitive_post_parameters()
@form_methods
def employee_pin(request: StaffRequest, pk: int) -> HttpResponse:
    """Set someone's PIN, have one made and shown this once, or take it away."""
    employee = load_employee(request, pk, can_set_pin)
    if employee == request.employee:
        return HttpResponseRedirect(reverse("pin"), status=303)
    act = request.POST.get("act", "set")
    form = PinForm(request.POST if request.method == "POST" and act == "set" else None)
    try:
        if request.method == "POST" and act == "random":
            return _made(request, employee)
        if request.method == "POST" and act == "remove":
            pins.remove_pin(employee, by=author(request))
            return _done(request, employee, _("%(name)s has no PIN any more."))
        if form.is_bound and form.is_valid():
            pins.set_pin(employee, form.cleaned_data["pin"], by=author(request))
            return _done(request, employee, _("The PIN of %(name)s is set."))
    except NotActive as error:
        messages.error(request, str(error))
        return _back(employee)
    status = 422 if form.is_bound else 200
    context = {"form": form, "employee": employee}
    return render(request, "timetracking/kiosk/employee_pin.html", context, status=status)


def _made(request: StaffRequest, employee: Employee) -> HttpResponse:
    made = pins.random_pin()
    pins.set_pin(employee, made, by=author(request))
    context = {"employee": employee, "made": made, "at": timezone.now()}
    return render(request, "timetracking/kiosk/employee_pin.html", context)


def _done(request: StaffRequest, employee: Employee, sentence: str) -> HttpResponse:
    messages.success(request, sentence % {"name": employee.name})
    return _back(employee)


def _back(employee: Employee) -> HttpResponse:
    return HttpResponseRedirect(reverse("employee-edit", args=[employee.pk]), status=303)
