"""A change in words: what was said before, and what is said after it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from timetracking.models import Source
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Describer


@dataclass(frozen=True)
class Comparison:
    """One thing that a row says, such as a shift's check-in: what it was and what it is, in words.

    Empty for a row that was not there. `differs` says whether the two do.
    """

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether it was changed."""
        return self.before != self.after


def compare(before: Snapshot | None, after: Snapshot | None, says: Describer) -> list[Comparison]:
    """Return all that either of two snapshots says, line by line, what is empty in both left out.

    A row that was not there says nothing.
    """
    old, new = says(before, after), says(after, before)
    lines = [Comparison(name, old.get(name, ""), new.get(name, "")) for name in old | new]
    return [line for line in lines if line.before or line.after]


def changes(before: Snapshot | None, after: Snapshot | None, says: Describer) -> list[Comparison]:
    """Return what differs between two snapshots, in words."""
    return [line for line in compare(before, after, says) if line.differs]


def origin_label(origin: str) -> str:
    """Say where a change came from."""
    if origin == Source.WEB:
        # A manager's edit comes from these pages too, not only a tap.
        return _("website")
    if origin in Source.values:
        return str(Source(origin).label)
    return _("automatic")
