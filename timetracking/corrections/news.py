"""Who hears of a correction, by mail: the words are made in the company's language."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from timetracking.models import CompanySettings, Correction, Employee
from timetracking.notices.mailing import Notice, notify
from timetracking.shifts.wording import changes, location_names, shift_label

if TYPE_CHECKING:
    from accounts.requests import Site


def asked(correction: Correction, *, site: "Site") -> None:
    """Tell those who may decide a request."""
    _tell(_deciders(correction), Notice.ASKED, correction, site)


def decided(correction: Correction, *, site: "Site") -> None:
    """Tell the employee what became of their request or their dispute."""
    _tell([correction.employee], Notice.DECIDED, correction, site)


def edited(correction: Correction, *, site: "Site") -> None:
    """Tell the employee that somebody changed their hours."""
    _tell([correction.employee], Notice.EDITED, correction, site)


def disputed(correction: Correction, *, site: "Site") -> None:
    """Tell who made the edit, or if they may not any more, those who may decide."""
    deciders = _deciders(correction)
    made_it = [decider for decider in deciders if decider.pk == correction.asked_by_id]
    _tell(made_it or deciders, Notice.DISPUTED, correction, site)


def _deciders(correction: Correction) -> list[Employee]:
    return list(Employee.objects.deciders_for(correction.employee).by_name())


def _tell(people: Iterable[Employee], notice: Notice, correction: Correction, site: "Site") -> None:
    company = CompanySettings.objects.get()
    address = reverse("correction", args=[correction.pk], urlconf=settings.ROOT_URLCONF)
    with translation.override(company.language):
        places = location_names([correction.before, correction.after])
        context = {
            "correction": correction,
            "shift": shift_label(correction.before or correction.after or {}),
            "changes": changes(correction.before, correction.after, places),
            "link": site.base_url + address,
        }
    for person in people:
        notify(person, notice, context, company=company, site=site)
