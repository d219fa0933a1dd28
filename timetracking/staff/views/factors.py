"""What an owner does for someone who cannot sign in: remove the second factor, unlock."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.factors.stepping_up import redirect_to_confirm
from timetracking.base.rights import can_remove_factor, can_unlock
from timetracking.staff import second_factors
from timetracking.staff.unlocking import unlock
from timetracking.web.guards import owner_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods, form_target


@owner_required
@form_methods
def employee_factor(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether to remove someone's second factor, and remove it."""
    employee = load_employee(request, pk, can_remove_factor)
    if asked := redirect_to_confirm(request):
        return asked
    to_employee = HttpResponseRedirect(reverse("employee-access", args=[pk]), status=303)
    if request.method != "POST":
        if not second_factors.has_second_factor(employee):
            return to_employee
        context = {"employee": employee}
        return render(request, "timetracking/staff/employee_factor.html", context)
    language = request.company.language
    if second_factors.remove(employee, by=author(request), site=request.site, language=language):
        name = {"name": employee.name}
        messages.success(request, _("%(name)s now signs in with just the password.") % name)
    return to_employee


@owner_required
@form_target("employees")
def employee_unlock(request: StaffRequest, pk: int) -> HttpResponse:
    """End the wait after wrong passwords for someone's sign-in."""
    employee = load_employee(request, pk, can_unlock)
    unlock(employee, by=author(request))
    sentence = _("%(name)s can try to sign in again now.")
    messages.success(request, sentence % {"name": employee.name})
    return HttpResponseRedirect(reverse("employee-access", args=[pk]), status=303)
