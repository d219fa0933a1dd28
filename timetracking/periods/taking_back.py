"""Taking a finished period back, because its hours have changed or a manager asks for more."""

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from timetracking.base.authors import Author
from timetracking.base.locks import LockedEmployee
from timetracking.models import Approval, ApprovalState, CompanySettings
from timetracking.notices.mailing import Notice, notify
from timetracking.shifts.days import settled_hours_changed
from timetracking.trail.recording import recorded

if TYPE_CHECKING:
    from accounts.requests import Site


def connect() -> None:
    """Take periods back when their hours change."""
    settled_hours_changed.connect(_on_change, dispatch_uid="periods.taking_back")


def _on_change(
    sender: object,
    *,
    employee: LockedEmployee,
    days: Collection[date],
    by: Author,
    **_kwargs: Any,
) -> None:
    finished = Approval.objects.filter(employee=employee, first__lte=max(days), last__gte=min(days))
    for approval in finished.exclude(state=ApprovalState.OPEN).select_related("approved_by"):
        take_back(approval, by=by, now=timezone.now(), site=by.site)


def take_back(approval: Approval, *, by: Author, now: datetime, site: "Site | None") -> None:
    """Open a finished period again, and mail its employee and who approved it, but not the author.

    The caller has locked the employee's row. A program or a kiosk has no site to which a mail could
    lead: the pages show the state.
    """
    was_approved = approval.state == ApprovalState.APPROVED
    with recorded(approval, by=by):
        approval.state, approval.taken_back_at = ApprovalState.OPEN, now
        approval.save(update_fields=["state", "taken_back_at"])
    if site is not None:
        _tell(approval, was_approved=was_approved, by=by, site=site)


def _tell(approval: Approval, *, was_approved: bool, by: Author, site: "Site") -> None:
    company = CompanySettings.objects.get()
    recipients = [approval.employee]
    if was_approved and approval.approved_by and approval.approved_by != approval.employee:
        recipients.append(approval.approved_by)
    for recipient in recipients:
        if by.employee is not None and recipient.pk == by.employee.pk:
            continue
        is_own = recipient.pk == approval.employee_id
        name, args = ("timesheet", []) if is_own else ("pay-period", [approval.first])
        context = {
            "approval": approval,
            "is_own": is_own,
            "was_approved": was_approved,
            "author": by.employee,
            "link": site.base_url + reverse(name, args=args, urlconf=settings.ROOT_URLCONF),
        }
        notify(recipient, Notice.TAKEN_BACK, context, company=company, site=site)
