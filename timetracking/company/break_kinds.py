"""The kinds of break that a company offers; breaks that were taken keep what they were."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_break_kinds
from timetracking.company.errors import BreakKindNameTaken
from timetracking.models import BreakKind
from timetracking.trail.recording import recorded, refuse_stale


def offered_first() -> list[BreakKind]:
    """Return every kind by name, those not offered now last."""
    kinds = sorted(BreakKind.objects.all(), key=lambda kind: kind.name.casefold())
    return sorted(kinds, key=lambda kind: not kind.is_active)


@transaction.atomic
def save(kind: BreakKind, *, by: Author, seen: int | None = None) -> BreakKind:
    """Write a new or changed kind; breaks that have begun stay paid or not as they were.

    `seen` is the version that the author had before their eyes, if they say. Raises NotAllowed,
    EntryChanged, BreakKindNameTaken.
    """
    locked = BreakKind.objects.select_for_update(no_key=True).get(pk=kind.pk) if kind.pk else None
    judge(by, can_change_break_kinds)
    if locked:
        refuse_stale(locked, seen)
    taken = refusals({"break_kinds_name_unique": BreakKindNameTaken})
    with recorded(kind, previous=locked, by=by), taken:
        kind.save(update_fields=["name", "is_paid"] if kind.pk else None)
    return kind


def stop_offering(kind: BreakKind, *, by: Author) -> None:
    """Let nobody begin such a break; one that runs goes on. Raises NotAllowed."""
    _set_offered(kind, by, is_active=False)


def offer(kind: BreakKind, *, by: Author) -> None:
    """Let people take such a break again. Raises NotAllowed."""
    _set_offered(kind, by, is_active=True)


@transaction.atomic
def _set_offered(kind: BreakKind, by: Author, *, is_active: bool) -> None:
    locked = BreakKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
    judge(by, can_change_break_kinds)
    with recorded(locked, by=by):
        locked.is_active = is_active
        locked.save(update_fields=["is_active"])
