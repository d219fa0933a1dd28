"""Descriptions of changes: the texts before and after."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from timetracking.models import Source
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Describer


@dataclass(frozen=True)
class Comparison:
    """A value of a row, such as a shift's check-in, as text before and after a change.

    The text is empty if there was no row.
    """

    name: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        """Whether the value was changed."""
        return self.before != self.after


def compare(
    before: Snapshot | None, after: Snapshot | None, describe: Describer
) -> list[Comparison]:
    """Compare two snapshots, value by value, without those that are empty in both.

    None stands for a row that did not exist.
    """
    old, new = describe(before, after), describe(after, before)
    lines = [Comparison(name, old.get(name, ""), new.get(name, "")) for name in old | new]
    return [line for line in lines if line.before or line.after]


def changes(
    before: Snapshot | None, after: Snapshot | None, describe: Describer
) -> list[Comparison]:
    """Return the values that differ between two snapshots."""
    return [line for line in compare(before, after, describe) if line.differs]


def origin_label(origin: str) -> str:
    """Return a label for where a change came from."""
    if origin == Source.WEB:
        # Not the label "clock page", because managers edit on other pages.
        return _("website")
    if origin == "operator":
        return _("operator")
    if origin in Source.values:
        return str(Source(origin).label)
    return _("automatic")
