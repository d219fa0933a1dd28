"""Mails about corrections, in each recipient's language."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from timetracking.base.rights import can_decide_request
from timetracking.corrections.labels import day_of, label_of
from timetracking.models import CompanySettings, Correction, CorrectionStatus, Employee
from timetracking.notices import news
from timetracking.notices.mailing import Notice, notify
from timetracking.shifts.wording import changes, location_names

if TYPE_CHECKING:
    from accounts.requests import Site


def notify_asked(correction: Correction, *, site: "Site") -> None:
    """Mail a new request to those who may decide it."""
    _send(_deciders(correction), Notice.ASKED, correction, site)


def notify_decided(correction: Correction, *, site: "Site") -> None:
    """Tell the employee the decision on their request or dispute, on their pages and by mail."""
    kind = {
        CorrectionStatus.ACCEPTED: news.Kind.ACCEPTED,
        CorrectionStatus.REFUSED: news.Kind.REFUSED,
    }.get(CorrectionStatus(correction.status), news.Kind.ANSWERED)
    _tell(correction, kind, correction.decided_by, correction.decided_at)
    _send([correction.employee], Notice.DECIDED, correction, site)


def notify_edited(correction: Correction, *, site: "Site") -> None:
    """Tell the employee that their hours were changed, on their pages and by mail."""
    _tell(correction, news.Kind.EDITED, correction.asked_by, correction.created_at)
    _send([correction.employee], Notice.EDITED, correction, site)


def notify_disputed(correction: Correction, *, site: "Site") -> None:
    """Mail a dispute to the author of the edit if they may still decide, else to all who may."""
    deciders = _deciders(correction)
    authors = [decider for decider in deciders if decider.pk == correction.asked_by_id]
    _send(authors or deciders, Notice.DISPUTED, correction, site)


def _tell(
    correction: Correction, kind: news.Kind, who: Employee | None, at: datetime | None
) -> None:
    news.tell(
        correction.employee_id,
        kind,
        correction_id=correction.pk,
        who=who,
        day=day_of(correction),
        at=at or correction.created_at,
    )


def _deciders(correction: Correction) -> list[Employee]:
    """Return who may decide: not who changed the person's address, if the request is in doubt."""
    deciders = Employee.objects.deciders_for(correction.employee).by_name()
    if not correction.reply_in_doubt:
        return list(deciders)
    return [one for one in deciders if can_decide_request(one, correction.employee, correction)]


def _send(
    recipients: Iterable[Employee], notice: Notice, correction: Correction, site: "Site"
) -> None:
    company = CompanySettings.objects.get()
    path = reverse("correction", args=[correction.pk], urlconf=settings.ROOT_URLCONF)
    places = location_names([correction.before, correction.after])
    # Called by the templates, which are rendered in each recipient's language.
    context = {
        "correction": correction,
        "shift": lambda: label_of(correction),
        "changes": lambda: changes(correction.before, correction.after, places),
        "link": site.base_url + path,
    }
    for recipient in recipients:
        notify(recipient, notice, context, company=company, site=site)
