"""Verification of the audit trail by its hashes."""

from collections.abc import Iterator
from dataclasses import dataclass

from timetracking.models import AuditChain, AuditLine

_PAGE = 1000


@dataclass(frozen=True)
class Flaw:
    """A line of the chain that is not as it was written."""

    number: int
    description: str


def flaws() -> Iterator[Flaw]:
    """Yield the flaws of the company's chain.

    Reads page by page, in constant memory. Finds lines that were changed, removed, inserted, or cut
    off at the end. To find a chain that was recomputed as a whole, compare its last hash with one
    that was noted elsewhere. Lines may be added meanwhile.
    """
    for number in AuditLine.objects.filter(number__lt=1).values_list("number", flat=True):
        yield Flaw(number, "stands before the first line")
    expected, previous = 1, ""
    end, page = _page(after=0)
    while page:
        for line in page:
            if line.number != expected:
                yield Flaw(expected, f"missing, up to line {line.number - 1}")
            elif line.previous_hash != previous:
                yield Flaw(line.number, "does not follow from the line before")
            if line.hash != line.computed_hash():
                yield Flaw(line.number, "was changed after it was written")
            expected, previous = line.number + 1, line.hash
        end, page = _page(after=expected - 1)
    if (end.number, end.hash) != (expected - 1, previous):
        yield Flaw(expected, f"the chain should end with line {end.number}")


def _page(after: int) -> tuple[AuditChain, list[AuditLine]]:
    """Return the next lines, and the end of the chain read just before them.

    Together with the empty page that is the end of what was read, even if lines are being added.
    """
    end = AuditChain.objects.get()
    lines = AuditLine.objects.filter(number__gt=after).order_by("number")
    return end, list(lines[:_PAGE])
