"""Is the trail as it was written? Walks the chain and names what is not."""

from collections.abc import Iterator
from dataclasses import dataclass

from timetracking.models import AuditChain, AuditLine

_PAGE = 1000


@dataclass(frozen=True)
class Flaw:
    """Something in the chain that is not as it was written."""

    number: int
    what: str


def flaws() -> Iterator[Flaw]:
    """Walk the company's chain and yield what is wrong with it; nothing, if all is as written.

    Reads page by page, in constant memory. A line changed, taken out, put in, or cut off at the end
    is found; a chain that someone computed anew as a whole is found by comparing its last hash with
    one that was noted elsewhere. Lines may be added meanwhile.
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
    """Return the next lines, and the end of the chain as it was just before.

    So with the empty page comes the end of what was read, though others go on adding lines.
    """
    end = AuditChain.objects.get()
    lines = AuditLine.objects.filter(number__gt=after).order_by("number")
    return end, list(lines[:_PAGE])
