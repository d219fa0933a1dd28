"""Whether what is done in a person's name may have been done by who changed their address.

Whoever controls the address can choose the password, and so ask for hours, and agree to hours, as
that person.
"""

from datetime import datetime, timedelta

from accounts.models import SecurityEvent
from accounts.security.events import Event
from timetracking.base.security import events_about
from timetracking.models import AuditLine, Employee

# How long it counts that somebody else changed the address.
DOUBTED = timedelta(days=90)


def agreement_in_doubt(employee: Employee, editor: Employee | None, now: datetime) -> bool:
    """Return whether an agreement to an edit by `editor` may not be the person's own.

    Any change of the address by somebody else counts, but a first address only if it is from
    `editor`. Takes a query, and for a first address another.
    """
    editor_id = editor.user_id if editor else None
    return any(
        not _is_first(change) or change.actor_id == editor_id
        for change in _changes_by_others(employee, now)
    )


def request_in_doubt(employee: Employee, now: datetime) -> bool:
    """Return whether a request may not be the person's own, because of any such change."""
    return bool(_changes_by_others(employee, now))


def address_changers(employee: Employee, at: datetime) -> frozenset[int]:
    """Return the ids of the employees whose changes of the address put `at` in doubt."""
    users = {change.actor_id for change in _changes_by_others(employee, at) if change.actor_id}
    if not users:
        return frozenset()
    return frozenset(Employee.objects.filter(user__in=users).values_list("pk", flat=True))


def _changes_by_others(employee: Employee, at: datetime) -> list[SecurityEvent]:
    """Return the changes of the last 90 days by others to which the person has not objected.

    What people do about their own address undoes none: it may not be theirs who do it.
    """
    kinds = [Event.EMAIL_CHANGED.value, Event.EMAIL_RESTORED.value]
    events = SecurityEvent.objects.filter(events_about(employee), event__in=kinds, at__lte=at)
    changes, restored = [], []
    for event in events.order_by("pk"):
        if event.event == Event.EMAIL_RESTORED:
            restored.append(event)
        elif event.actor_id is None or event.actor_id != employee.user_id:
            changes.append(event)
    given = {change.detail["email"][1] for change in changes}
    # An objection that brings back what another gave undoes nothing: the link was mailed there.
    objections = [event for event in restored if event.detail["email"][1] not in given]
    return [
        change
        for change in changes
        if at - change.at <= DOUBTED
        and not any(_undoes(objection, change) for objection in objections)
        and not (_sets_up(change) and not _had_hours(employee, change.at))
    ]


def _undoes(objection: SecurityEvent, change: SecurityEvent) -> bool:
    """Return whether the objection is to this change, the request for it, or an earlier one.

    An objection to a later one leaves it: whoever took the address over gets such links too.
    """
    # Earlier releases did not record to what somebody objected: then nothing is undone.
    objected_to = objection.detail.get("objected_to", objection.pk)
    return bool(objection.pk > change.pk and objected_to <= change.pk)


def _is_first(change: SecurityEvent) -> bool:
    return not change.detail["email"][0]


def _sets_up(change: SecurityEvent) -> bool:
    """Return whether nobody had signed in with the address before, as when a typo is corrected."""
    return _is_first(change) or bool(change.detail.get("is_unproven"))


def _had_hours(employee: Employee, at: datetime) -> bool:
    """Return whether hours were recorded by then, removed ones too.

    Before that, an address belongs to the setting up of the entry, as one that is given with it.
    """
    lines = AuditLine.objects.filter(employee=employee, subject="worklog", at__lte=at)
    return lines.exists()
