"""Services of the kinds of break; recorded breaks stay as they are."""

from django.db import transaction

from accounts.names import alphabetical
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_break_kinds
from timetracking.company.errors import BreakKindNameTaken
from timetracking.models import BreakKind
from timetracking.trail.recording import recorded, refuse_stale


def offered_first() -> list[BreakKind]:
    """Return all kinds by name, those that are not offered last."""
    kinds = list(BreakKind.objects.order_by(alphabetical("name"), "pk"))
    return sorted(kinds, key=lambda kind: not kind.is_active)


@transaction.atomic
def save(kind: BreakKind, *, by: Author, seen: int | None = None) -> BreakKind:
    """Save a new or changed kind; breaks that have begun stay paid or unpaid as they are.

    A first kind that is renamed does not follow the company's language any more.

    `seen` is the version that the author saw, if known. Raises NotAllowed, EntryChanged,
    BreakKindNameTaken.
    """
    locked = BreakKind.objects.select_for_update(no_key=True).get(pk=kind.pk) if kind.pk else None
    judge(by, can_change_break_kinds)
    if locked:
        refuse_stale(locked, seen)
        kind.standard = locked.standard if kind.name == locked.name else ""
    name_taken = refusals({"break_kinds_name_unique": BreakKindNameTaken})
    with recorded(kind, previous=locked, by=by), name_taken:
        kind.save(update_fields=["name", "is_paid", "standard"] if kind.pk else None)
    return kind


def stop_offering(kind: BreakKind, *, by: Author) -> None:
    """Stop offering a kind of break; running breaks continue. Raises NotAllowed."""
    _set_offered(kind, by, is_active=False)


def offer(kind: BreakKind, *, by: Author) -> None:
    """Offer a kind of break again. Raises NotAllowed."""
    _set_offered(kind, by, is_active=True)


@transaction.atomic
def _set_offered(kind: BreakKind, by: Author, *, is_active: bool) -> None:
    locked = BreakKind.objects.select_for_update(no_key=True).get(pk=kind.pk)
    judge(by, can_change_break_kinds)
    with recorded(locked, by=by):
        locked.is_active = is_active
        locked.save(update_fields=["is_active"])
