"""The list of people, and the tabs of a person that only show something."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.throttle import wrong_passwords
from timetracking.base.errors import UnknownLocation
from timetracking.base.rights import (
    can_deactivate,
    can_invite,
    can_manage,
    can_reactivate,
    can_remove_factor,
    can_unlock,
)
from timetracking.models import Employee, Location
from timetracking.staff import listing, second_factors
from timetracking.staff.listing import STATES, Order, Search, State
from timetracking.staff.placing import unplaced
from timetracking.trail.history import history_of
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_employee
from timetracking.web.places import chosen_place, places_of
from timetracking.web.requests import StaffRequest

_LONGEST = 100


@manager_required
@require_safe
def people(request: StaffRequest) -> HttpResponse:
    """List whom I may see: `?q=`, `?state=`, `?location=` and `?sort=`, "-name" for the reverse."""
    try:
        place = chosen_place(request)
    except UnknownLocation as error:
        messages.warning(request, str(error))
        return redirect(request.path)
    search = _search(request, place)
    rows = listing.people(request.employee, search, today=timezone.localdate())
    context = {
        "people": rows,
        "unplaced": unplaced(row.employee for row in rows),
        "search": search,
        "states": [(state.value, label) for state, label in STATES.items()],
        "places": places_of(request),
        "is_filtered": bool(search.words or search.state != State.HERE or place),
    }
    return render(request, "timetracking/staff/people.html", context)


@manager_required
@require_safe
def employee_access(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how someone signs in and clocks in: invitation, PIN, second factor, leaving."""
    employee, actor = load_employee(request, pk, can_manage), request.employee
    context: dict[str, object] = {"employee": employee, "tab": "access", **_rights(actor, employee)}
    if employee.user and employee.is_active and can_unlock(actor, employee):
        context["wrong"] = wrong_passwords(employee.user.email, now=timezone.now())
    return render(request, "timetracking/staff/employee_access.html", context)


@manager_required
@require_safe
def employee_history(request: StaffRequest, pk: int) -> HttpResponse:
    """Show who changed the profile, and when."""
    employee = load_employee(request, pk, can_manage)
    context = {"employee": employee, "tab": "history", "history": history_of(Employee, pk)}
    return render(request, "timetracking/staff/employee_history.html", context)


def _rights(actor: Employee, employee: Employee) -> dict[str, bool]:
    is_active = employee.is_active
    return {
        "can_deactivate": is_active and can_deactivate(actor, employee),
        "can_invite": can_invite(actor, employee),
        "can_remove_factor": can_remove_factor(actor, employee)
        and second_factors.has_second_factor(employee),
        "can_reactivate": not is_active and can_reactivate(actor, employee),
    }


def _search(request: StaffRequest, place: Location | None) -> Search:
    """Return what the address asks for; what it cannot mean is left out."""
    sort = request.GET.get("sort", "")
    state = request.GET.get("state", "")
    # Earlier releases showed those who have left with this.
    state = state or ("all" if request.GET.get("inactive") == "1" else "")
    name = sort.removeprefix("-")
    return Search(
        words=request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST],
        state=next((each for each in State if each == state), State.HERE),
        order=next((each for each in Order if each == name), Order.NAME),
        is_descending=sort.startswith("-"),
        location=place,
    )
