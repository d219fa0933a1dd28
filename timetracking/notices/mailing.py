"""Notices by e-mail, in each recipient's language, and who gets them."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import mail
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
    """The notices; each person can switch off those that they do not want, except alerts."""

    FORGOTTEN = "forgotten", _("I may have forgotten to clock out")
    ASKED = "asked", _("someone asks for a change")
    DECIDED = "decided", _("my request is decided")
    EDITED = "edited", _("a manager changes my hours")
    DISPUTED = "disputed", _("someone disputes a change I made")
    TAKEN_BACK = "taken-back", _("hours change that were finished or approved")
    PINS = "pins", _("someone may be guessing a PIN")
    ALERT = "alert", _("someone changes my PIN or my rights")


# The notices that members never get.
_FOR_LEADERS = {Notice.ASKED, Notice.DISPUTED, Notice.PINS}


def notices_for(employee: Employee) -> list[Notice]:
    """Return the notices that someone with this role may switch on and off."""
    optional = [notice for notice in Notice if notice != Notice.ALERT]
    return [notice for notice in optional if employee.leads or notice not in _FOR_LEADERS]


@transaction.atomic
def choose(employee: Employee, wanted: Collection[str], *, by: Author) -> None:
    """Save that `employee` wants these notices, and no others that they may get.

    The choice of notices that their role never gets stays the same. Locks the employee's row.
    Raises NotAllowed unless people choose for themselves.
    """
    locked = lock_employee(employee.pk)
    judge(by, can_act_for, locked)
    possible = {notice.value for notice in notices_for(locked)}
    muted = (set(locked.muted_notices) - possible) | (possible - set(wanted))
    with recorded(locked, by=by, snapshot=_snapshot):
        locked.muted_notices = sorted(muted)
        locked.save(update_fields=["muted_notices"])


def _snapshot(employee: Employee) -> Snapshot:
    return {"muted_notices": sorted(employee.muted_notices)}


def notify(
    employee: Employee,
    notice: Notice,
    context: Mapping[str, object],
    *,
    company: CompanySettings,
    site: "Site",
) -> bool:
    """Send a notice to `employee` when the transaction commits; return whether there is one.

    Renders `<notice>.txt` and `<notice>_subject.txt` in `timetracking/notices/mail/` now, in their
    language and the company's time zone. Callables in `context` are called then. Someone who has
    left, has no address or has switched the notice off gets none, except that an alert reaches
    everyone with an address.
    """
    is_wanted = employee.is_active and notice.value not in employee.muted_notices
    if not employee.email or not (is_wanted or notice == Notice.ALERT):
        return False
    mail_context = {
        **context,
        "employee": employee,
        "site": site,
        "preferences": _preferences(site),
    }
    with translation.override(employee.reads(company)), timezone.override(company.zone):
        subject = render_to_string(
            f"timetracking/notices/mail/{notice.value}_subject.txt", mail_context
        )
        body = render_to_string(f"timetracking/notices/mail/{notice.value}.txt", mail_context)
    headers = {"List-Unsubscribe": f"<{mail_context['preferences']}>"}
    mail.post(subject, body, to=employee.email, headers=headers)
    return True


def _preferences(site: "Site") -> str:
    # A command has no request, and its URL configuration is that of the base domain.
    return site.base_url + reverse("notices", urlconf=settings.ROOT_URLCONF)
