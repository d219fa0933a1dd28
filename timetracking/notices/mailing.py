"""Notices by e-mail: in the company's language and zone, sent after commit, to who wants them."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.locks import lock_employee
from timetracking.base.rights import can_act_for
from timetracking.models import CompanySettings, Employee
from timetracking.trail.recording import recorded
from timetracking.trail.snapshots import Snapshot

if TYPE_CHECKING:
    from accounts.requests import Site


class Notice(models.TextChoices):
    """What may be mailed to someone; each can be switched off by its reader."""

    FORGOTTEN = "forgotten", _("I may have forgotten to clock out")
    ASKED = "asked", _("Someone asks for a correction")
    DECIDED = "decided", _("My correction was decided")
    EDITED = "edited", _("A manager changed my hours")
    DISPUTED = "disputed", _("Someone disputes a change that I made")


# What only those who lead are asked or told.
_FOR_LEADERS = {Notice.ASKED, Notice.DISPUTED}


def notices_for(employee: Employee) -> list[Notice]:
    """Return the notices that someone in this role may get."""
    return [notice for notice in Notice if employee.leads or notice not in _FOR_LEADERS]


@transaction.atomic
def choose(employee: Employee, wanted: Collection[str], *, by: Author) -> None:
    """Mail `employee` what is `wanted` of the notices that may concern them, and not the others.

    What does not concern them now stays as they chose it before. Locks the employee's row. Raises
    NotAllowed for the choice of someone else.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    offered = {notice.value for notice in notices_for(locked)}
    muted = (set(locked.muted_notices) - offered) | (offered - set(wanted))
    with recorded(locked, by=by, snapshot=_muted):
        locked.muted_notices = sorted(muted)
        locked.save(update_fields=["muted_notices"])


def _muted(employee: Employee) -> Snapshot:
    return {"muted_notices": sorted(employee.muted_notices)}


def notify(
    employee: Employee,
    notice: Notice,
    context: Mapping[str, object],
    *,
    company: CompanySettings,
    site: "Site",
) -> bool:
    """Mail `employee` a notice once the transaction commits; return whether there is one to send.

    Written now from `<notice>.txt` and `<notice>_subject.txt` in `timetracking/notices/mail/`, in
    the company's language and zone. Nothing goes to who has left, has no address, or has switched
    it off. A mail server that fails is logged, and undoes nothing.
    """
    if not employee.is_active or not employee.email or notice.value in employee.muted_notices:
        return False
    said = {**context, "employee": employee, "site": site, "preferences": _preferences(site)}
    with translation.override(company.language), timezone.override(company.zone):
        subject = render_to_string(f"timetracking/notices/mail/{notice.value}_subject.txt", said)
        body = render_to_string(f"timetracking/notices/mail/{notice.value}.txt", said)
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=body,
        to=[employee.email],
        headers={
            "Auto-Submitted": "auto-generated",
            "List-Unsubscribe": f"<{said['preferences']}>",
        },
    )
    transaction.on_commit(message.send, robust=True)
    return True


def _preferences(site: "Site") -> str:
    # A command has no request, and the base domain other addresses.
    return site.base_url + reverse("notices", urlconf=settings.ROOT_URLCONF)
