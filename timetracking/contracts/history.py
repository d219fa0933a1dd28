"""The history of somebody's contracts and rates, for people to read."""

from dataclasses import replace

from django.utils.translation import gettext as _

from timetracking.models import Contract, Employee, Rate
from timetracking.trail.history import Entry, History, history_of_person


def pay_history(employee: Employee) -> History:
    """Return every change of contracts and rates, oldest first, in a query for each of the two."""
    entries = [
        replace(entry, act_text=_act(model, entry))
        for model in (Contract, Rate)
        for entry in history_of_person(model, employee)
    ]
    return History(employee, sorted(entries, key=lambda entry: entry.at), is_removed=False)


def _act(model: type[Contract] | type[Rate], entry: Entry) -> str:
    acts = {
        (Contract, "created"): _("added a contract"),
        (Contract, "changed"): _("changed a contract"),
        (Contract, "removed"): _("removed a contract"),
        (Rate, "created"): _("added an hourly rate"),
        (Rate, "changed"): _("changed an hourly rate"),
        (Rate, "removed"): _("removed an hourly rate"),
    }
    return acts[(model, entry.act)]
