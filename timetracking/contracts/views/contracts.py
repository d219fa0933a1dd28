"""The contracts of a person: the tab, adding, changing, ending and removing."""

from copy import copy

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timetracking.base.rights import can_manage
from timetracking.contracts import agreeing, rates
from timetracking.contracts.forms.contract import ContractForm, EndForm
from timetracking.contracts.history import pay_history
from timetracking.contracts.views.confirming import attempt, show
from timetracking.contracts.views.removing import kept_for
from timetracking.models import Contract
from timetracking.web.guards import employee_required, manager_required
from timetracking.web.loaders import load_contract, load_employee
from timetracking.web.requests import StaffRequest, author, form_data
from timetracking.web.targets import form_methods


@manager_required
@require_safe
def employee_contract(request: StaffRequest, pk: int) -> HttpResponse:
    """Show the contracts and rates of a person, and their history."""
    employee = load_employee(request, pk, can_manage)
    today, own = timezone.localdate(), rates.of_person(employee)
    context = {
        "employee": employee,
        "tab": "contract",
        "contracts": agreeing.of_person(employee),
        "rates": own,
        "current": next((rate for rate in own if rate.starts_on <= today), None),
        "history": pay_history(employee),
        "removed": kept_for(request, employee),
        "today": today,
    }
    return render(request, "timetracking/contracts/employee_contract.html", context)


@employee_required
@require_safe
def my_contract(request: StaffRequest) -> HttpResponse:
    """Show the visitor's own contracts and, if the company wants it, what they are paid."""
    sees_pay = request.company.members_see_rate or request.employee.leads
    context = {
        "contracts": agreeing.of_person(request.employee),
        "rates": rates.of_person(request.employee) if sees_pay else [],
        "sees_pay": sees_pay,
        "today": timezone.localdate(),
    }
    return render(request, "timetracking/contracts/my_contract.html", context)


@manager_required
@form_methods
def contract_add(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a contract."""
    employee, today = load_employee(request, pk, can_manage), timezone.localdate()
    form = ContractForm(
        form_data(request),
        instance=Contract(employee=employee),
        initial={"starts_on": today},
        like=agreeing.lasting(employee, today),
    )
    answer = attempt(
        request,
        form,
        employee,
        lambda token: agreeing.save(
            form.instance,
            by=author(request),
            today=today,
            ends_current=form.cleaned_data.get("ends_current", False),
            confirmed=token,
        ),
    )
    return answer or show(request, "contract_form.html", form, {"employee": employee})


@manager_required
@form_methods
def contract_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a contract."""
    contract = load_contract(request, pk)
    form = ContractForm(form_data(request), instance=copy(contract))
    answer = attempt(
        request,
        form,
        contract.employee,
        lambda token: agreeing.save(
            form.instance,
            by=author(request),
            today=timezone.localdate(),
            seen=form.version,
            confirmed=token,
        ),
    )
    context = {"employee": contract.employee, "contract": contract}
    return answer or show(request, "contract_form.html", form, context)


@manager_required
@form_methods
def contract_end(request: StaffRequest, pk: int) -> HttpResponse:
    """End a contract after a day."""
    contract, today = load_contract(request, pk), timezone.localdate()
    form = EndForm(form_data(request), initial={"last_day": contract.ends_on or today})
    answer = attempt(
        request,
        form,
        contract.employee,
        lambda token: agreeing.end(
            contract,
            form.cleaned_data["last_day"],
            by=author(request),
            today=today,
            confirmed=token,
        ),
    )
    if answer and answer.status_code == 303:
        messages.success(request, _("The contract has an end now."))
    context = {"employee": contract.employee, "contract": contract}
    return answer or show(request, "contract_end.html", form, context)
