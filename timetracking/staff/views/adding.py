"""What follows when somebody was added: an invitation, a warning, the form for the next one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.utils.translation import gettext as _

from timetracking.models import Employee
from timetracking.staff import employees as staff
from timetracking.staff.errors import StaffError
from timetracking.staff.forms import EmployeeForm, NewEmployeeForm
from timetracking.staff.placing import is_unplaced
from timetracking.web.fields import IdField
from timetracking.web.requests import StaffRequest, author

_TICKS = ("everywhere", "nowhere", "send_invitation")


def query_of(form: NewEmployeeForm) -> str:
    """Return the query of the form for the next person, with what is likely to be the same."""
    data = form.cleaned_data
    same = {"role": data["role"], "locations": data.get("locations", [])}
    ticks = {name: "1" for name in _TICKS if data.get(name)}
    return urlencode(same | ticks, doseq=True)


def fill_in(request: StaffRequest, form: NewEmployeeForm) -> None:
    """Fill the form in like that of the person who was added before, if there is one."""
    if "role" not in request.GET:
        return
    places = [pk for text in request.GET.getlist("locations") if (pk := IdField().to_python(text))]
    form.initial.update(role=request.GET["role"], locations=places)
    form.initial.update({name: name in request.GET for name in _TICKS})


def warn_without_location(request: StaffRequest, form: EmployeeForm) -> None:
    """Say that no kiosk shows who was saved, if that is so; takes a query if none was chosen."""
    is_placed = not form.membership or any(form.membership.values())
    if not is_placed and is_unplaced(form.instance):
        sentence = _("%(name)s is not shown at any kiosk, because none of their locations is open.")
        messages.warning(request, sentence % {"name": form.instance.name})


def invite_and_say(request: StaffRequest, employee: Employee) -> None:
    """Send an invitation, and say so, or why not."""
    try:
        language = request.company.language
        staff.invite(employee, by=author(request), site=request.site, language=language)
    except StaffError as error:
        messages.error(request, str(error))
    else:
        address = {"email": employee.email}
        messages.success(request, _("We sent an invitation to %(email)s.") % address)
