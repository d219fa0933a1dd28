"""Removing contracts and rates, and bringing back what was removed last."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from timetracking.base.errors import EntryChanged
from timetracking.base.rights import can_manage
from timetracking.contracts import agreeing, rates, undoing
from timetracking.contracts.errors import ContractError, Unconfirmed
from timetracking.contracts.views.confirming import ask, confirmed, to_tab, wants_back
from timetracking.models import Contract, Employee, Rate
from timetracking.web.guards import manager_required
from timetracking.web.loaders import load_contract, load_employee, load_rate
from timetracking.web.requests import StaffRequest, author
from timetracking.web.targets import form_methods, form_target

_SESSION = "pay_removed"


@manager_required
@form_methods
def contract_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether to remove a contract, and remove it."""
    contract = load_contract(request, pk)
    return _page(request, contract, agreeing.remove)


@manager_required
@form_methods
def rate_remove(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask whether to remove a rate, and remove it."""
    rate = load_rate(request, pk)
    return _page(request, rate, rates.remove)


@manager_required
@form_target("employees")
def contract_undo(request: StaffRequest, pk: int) -> HttpResponse:
    """Bring back what was removed last from a person's contracts and rates."""
    employee = load_employee(request, pk, can_manage)
    what = kept_for(request, employee)
    if what is None:
        messages.info(request, _("There is nothing left to undo."))
        return to_tab(employee)
    try:
        undoing.restore(what, employee, by=author(request), today=timezone.localdate())
    except ContractError as error:
        messages.error(request, str(error))
    else:
        del request.session[_SESSION]
        messages.success(request, _("It is back."))
    return to_tab(employee)


def kept_for(request: StaffRequest, employee: Employee) -> dict[str, Any] | None:
    """Return what was removed last, if it was this person's and can still be undone."""
    kept: dict[str, Any] | None = request.session.get(_SESSION)
    if kept is None or kept["employee"] != employee.pk:
        return None
    is_over = datetime.fromisoformat(kept["until"]) <= timezone.now()
    return None if is_over else kept | {"title": undoing.title_of(kept)}


def _page(request: StaffRequest, row: Contract | Rate, remove: Callable[..., None]) -> HttpResponse:
    employee = row.employee
    if request.method == "POST" and not wants_back(request):
        kept = undoing.kept(row)
        try:
            remove(
                row, by=author(request), today=timezone.localdate(), confirmed=confirmed(request)
            )
        except Unconfirmed as question:
            return ask(request, employee, question)
        except (ContractError, EntryChanged) as error:
            messages.error(request, str(error))
        else:
            until = (timezone.now() + undoing.UNDO_WINDOW).isoformat()
            request.session[_SESSION] = kept | {"employee": employee.pk, "until": until}
        return to_tab(employee)
    is_contract = isinstance(row, Contract)
    context = {"employee": employee, "row": row, "is_contract": is_contract}
    return render(request, "timetracking/contracts/remove.html", context)
