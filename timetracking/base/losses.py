"""Whether someone has just lost the right to decide on hours, read from the audit trail.

Whoever takes that right from the only other person who could object must not profit from it at
once: for a day their own hours, and taps in which they are involved, wait for someone else.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils import timezone

from timetracking.models import AuditLine, Employee, Role

WAIT = timedelta(days=1)


def an_owner_was_lost(*, besides: Employee) -> bool:
    """Return whether anyone but this person has stopped being an owner within a day."""
    return any(
        before["role"] == Role.OWNER and _ranks_lower(before, after)
        for pk, before, after in _recent_changes()
        if pk != besides.pk
    )


def a_decider_was_lost(*, employee: Employee, besides: Employee) -> bool:
    """Return whether anyone has stopped deciding on the hours of `employee` within a day.

    This errs on the safe side: it also counts people who led others, but not `employee`. A change
    of the role or the locations of `employee` may change who decides on their hours, so it counts
    too. `besides` is the person who would profit.
    """
    return any(
        _loses_people(before, after)
        if pk != employee.pk
        else before["role"] != after["role"] or _loses_locations(before, after)
        for pk, before, after in _recent_changes()
        if pk != besides.pk
    )


def _recent_changes() -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
    """Yield the id of each entry that was changed within a day, and the entry before and after."""
    lines = AuditLine.objects.filter(subject="employee", at__gt=timezone.now() - WAIT)
    # Lines about a PIN or about notices do not have a role.
    changes = lines.filter(before__has_key="role", after__has_key="role")
    for line in changes:
        yield line.subject_id, line.before or {}, line.after or {}


def _ranks_lower(before: dict[str, Any], after: dict[str, Any]) -> bool:
    is_gone = before["is_active"] and not after["is_active"]
    return is_gone or Role(after["role"]).rank < Role(before["role"]).rank


def _loses_people(before: dict[str, Any], after: dict[str, Any]) -> bool:
    if before["role"] == Role.MEMBER:
        return False
    is_limited = after["is_limited"] and (
        not before["is_limited"] or _loses_locations(before, after)
    )
    return is_limited or _ranks_lower(before, after)


def _loses_locations(before: dict[str, Any], after: dict[str, Any]) -> bool:
    return bool(set(before["locations"]) - set(after["locations"]))
