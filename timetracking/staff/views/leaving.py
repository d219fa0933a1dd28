"""The pages on which people leave and come back."""

from copy import copy
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.base.errors import NoRoom
from timetracking.base.judging import require
from timetracking.base.local_time import local_date
from timetracking.base.rights import can_deactivate, can_manage
from timetracking.contracts import agreeing
from timetracking.contracts.errors import DayTooFar
from timetracking.models import Employee, WorkLog
from timetracking.staff import employees as staff
from timetracking.staff.errors import HandoverNeeded, StaffError
from timetracking.staff.forms import DeactivateForm, HandoverForm, handover_of
from timetracking.staff.handover import holdings_without_right
from timetracking.staff.views.employees import back_to_list, render_form
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods, form_target


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
        return back_to_list()
    open_log = WorkLog.objects.for_employee(employee).open().first()
    # The times on the page are those of the shift.
    zone = open_log.zone if open_log else request.company.zone
    with timezone.override(zone):
        return _deactivate(request, employee, open_log, zone)


def _deactivate(
    request: StaffRequest, employee: Employee, open_log: WorkLog | None, zone: ZoneInfo
) -> HttpResponse:
    today = local_date(timezone.now(), request.company.zone)
    form = DeactivateForm(
        form_data(request),
        zone=zone,
        open_log=open_log,
        has_contract=agreeing.lasting(employee, today) is not None,
        today=today,
    )
    if form.is_bound and form.is_valid():
        try:
            staff.deactivate(
                employee,
                by=author(request),
                now=timezone.now(),
                ended_at=form.cleaned_data["moment"],
                last_day=form.cleaned_data.get("last_day") or today,
                handover=handover_of(request.POST),
                site=request.site,
            )
        except HandoverNeeded as error:
            form.add_error(None, str(error))
        except DayTooFar as error:
            form.add_error("last_day", str(error))
        except StaffError as error:
            form.add_error("ended_at" if "ended_at" in form.fields else None, str(error))
        else:
            messages.success(request, _("%(name)s has been deactivated.") % {"name": employee.name})
            return back_to_list()
    context = {
        "employee": employee,
        "open_log": open_log,
        "form": form,
        "zone": zone,
        "handover": _handover_on_leaving(employee),
    }
    return render_form(request, "employee_deactivate.html", context, form)


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
    try:
        contract = staff.reactivate(employee, by=author(request), site=request.site)
    except NoRoom as error:
        messages.error(request, str(error))
        return back_to_list()
    messages.success(request, _("%(name)s is back.") % {"name": employee.name})
    if contract is None:
        return back_to_list()
    messages.info(request, _("A contract like the last one has begun. Check what it says."))
    return HttpResponseRedirect(reverse("employee-contract", args=[pk]), status=303)
