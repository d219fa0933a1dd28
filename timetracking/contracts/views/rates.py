"""The hourly rates of a person: adding and changing."""

from copy import copy

from django.http import HttpResponse
from django.utils import timezone

from timetracking.base.rights import can_manage
from timetracking.contracts import rates
from timetracking.contracts.forms.rate import RateForm
from timetracking.contracts.views.confirming import attempt, show
from timetracking.models import Rate
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_employee, load_rate
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods


@manager_required
@form_methods
def rate_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a rate from a day on."""
    employee, today = load_employee(request, pk, can_manage), timezone.localdate()
    form = RateForm(
        form_data(request), instance=Rate(employee=employee), initial={"starts_on": today}
    )
    return _page(request, form)


@manager_required
@form_methods
def rate_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a rate, or the day from which it holds."""
    rate = load_rate(request, pk)
    return _page(request, RateForm(form_data(request), instance=copy(rate)))


def _page(request: StaffRequest, form: RateForm) -> HttpResponse:
    employee = form.instance.employee
    answer = attempt(
        request,
        form,
        employee,
        lambda token: rates.save(
            form.instance,
            by=author(request),
            today=timezone.localdate(),
            seen=form.version,
            confirmed=token,
        ),
    )
    return answer or show(request, "rate_form.html", form, {"employee": employee})
