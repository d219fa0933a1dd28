"""Saving with a question first, if a change reaches into the past."""

from collections.abc import Callable, Mapping

from django.forms import BaseForm
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from timetracking.base.errors import EntryChanged
from timetracking.contracts.errors import ContractError, Unconfirmed
from timetracking.models import Employee
from timetracking.web.requests import StaffRequest

# What the page of the question adds to a form.
CONFIRMED, BACK = "confirmed", "return"
_OWN = {"csrfmiddlewaretoken", CONFIRMED, BACK}


def confirmed(request: StaffRequest) -> str:
    """Return the token of the effect that the author has confirmed, "" for none."""
    return request.POST.get(CONFIRMED, "")


def wants_back(request: StaffRequest) -> bool:
    """Return whether the author went back from the question to the form."""
    return BACK in request.POST


def attempt(
    request: StaffRequest, form: BaseForm, employee: Employee, act: Callable[[str], object]
) -> HttpResponse | None:
    """Do what a valid form asks for, and lead to the person's tab; None to show the form again.

    `act` gets the token that was confirmed. If the change has to be confirmed, respond with the
    page that asks.
    """
    if not form.is_bound or wants_back(request) or not form.is_valid():
        return None
    try:
        act(confirmed(request))
    except Unconfirmed as question:
        return ask(request, employee, question)
    except EntryChanged as refusal:
        _conflict(form, refusal)
        return None
    except ContractError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return None
    return to_tab(employee)


def ask(request: StaffRequest, employee: Employee, question: Unconfirmed) -> HttpResponse:
    """Show what a change does to days that have passed; the form goes with it."""
    context = {
        "employee": employee,
        "effect": question.effect,
        "fields": [
            (name, value)
            for name, values in request.POST.lists()
            if name not in _OWN
            for value in values
        ],
    }
    return render(request, "timetracking/contracts/confirm.html", context)


def to_tab(employee: Employee) -> HttpResponse:
    """Redirect to the contracts and rates of somebody."""
    return HttpResponseRedirect(reverse("employee-contract", args=[employee.pk]), status=303)


def show(
    request: StaffRequest, name: str, form: BaseForm, context: Mapping[str, object]
) -> HttpResponse:
    """Respond with the page of a form, and with the status that its state asks for."""
    is_wrong = form.is_bound and not wants_back(request)
    status = 409 if getattr(form, "is_stale", False) else 422 if is_wrong else 200
    page = f"timetracking/contracts/{name}"
    return render(request, page, {"form": form, **context}, status=status)


def _conflict(form: BaseForm, refusal: EntryChanged) -> None:
    instance = getattr(form, "instance", None)
    stored = type(instance)._default_manager.filter(pk=instance.pk).first() if instance else None
    if stored is not None and hasattr(form, "show_conflict"):
        form.show_conflict(stored, refusal)
    else:
        form.add_error(None, str(refusal))
