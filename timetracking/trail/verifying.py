"""Verification of the audit trail: its hashes, times and authors, and the tables it is about."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from timetracking.models import AuditChain, AuditLine
from timetracking.trail.authorship import Authors
from timetracking.trail.comparing import differences
from timetracking.trail.flaws import MOST, Flaw
from timetracking.trail.reading import Read, read_page

_PAGE = 1000
# How far apart the clocks of two servers may be.
_SKEW = timedelta(minutes=1)


def verify(*, now: datetime) -> Iterator[Flaw]:
    """Yield every flaw of the company's trail, and every row that is not as the trail says.

    Reads page by page, in constant memory. Run it in a transaction that is `repeatable`. What it
    cannot find: a change with a line that its author could have made, and a chain that was computed
    anew together with its tables; for the latter, compare an end that was noted elsewhere.
    """
    authors = Authors()

    def check(line: AuditLine) -> Iterator[str]:
        if line.at > now + _SKEW:
            yield "is dated in the future"
        yield from authors.check(line)

    yield from flaws(check)
    yield from differences()


def flaws(check: Callable[[AuditLine], Iterator[str]] = lambda line: iter(())) -> Iterator[Flaw]:
    """Yield the flaws of the company's chain, with those that `check` finds in each line.

    Finds lines that were changed, removed, inserted, or cut off at the end, and lines dated before
    the one before. Lines may be added meanwhile.
    """
    early = AuditLine.objects.filter(number__lt=1).order_by("number")
    for number in early.values_list("number", flat=True)[:MOST]:
        yield _flaw(number, "stands before the first line")
    read = _Read()
    end, page = _page(after=0)
    while page:
        for number, line, why in ((found.key[0], found.row, found.why) for found in page):
            if line is None:
                yield _flaw(number, why)
                read.skip(number)
                continue
            yield from read.add(line)
            for description in check(line):
                yield _flaw(number, description)
        end, page = _page(after=read.number)
    yield from read.compare_end(end)


class _Read:
    """The part of the chain that was read, up to its last line."""

    number = 0
    # None after a line that could not be read.
    hash: str | None = ""
    latest: datetime | None = None

    def add(self, line: AuditLine) -> Iterator[Flaw]:
        """Yield what is wrong with the next line by those before it."""
        if line.number != self.number + 1:
            yield _flaw(self.number + 1, f"missing, up to line {line.number - 1}")
        elif self.hash is not None and line.previous_hash != self.hash:
            yield _flaw(line.number, "does not follow from the line before")
        if line.hash != line.computed_hash():
            yield _flaw(line.number, "was changed after it was written")
        if self.latest and line.at < self.latest - _SKEW:
            yield _flaw(line.number, "is dated before the line before")
        self.number, self.hash = line.number, line.hash
        self.latest = max(self.latest or line.at, line.at)

    def skip(self, number: int) -> None:
        """Go on after a line that cannot be read."""
        self.number, self.hash = number, None

    def compare_end(self, end: AuditChain | None) -> Iterator[Flaw]:
        """Yield what is wrong if this was the whole chain."""
        if self.number == 0:
            yield _flaw(1, "missing, and each trail begins with its company")
        if end is None:
            yield _flaw(self.number + 1, "the end of the chain is not recorded")
        elif (end.number, end.hash) != (self.number, end.hash if self.hash is None else self.hash):
            yield _flaw(self.number + 1, f"the chain should end with line {end.number}")


def _flaw(number: int, description: str) -> Flaw:
    return Flaw(f"line {number}", description)


def _page(after: int) -> tuple[AuditChain | None, list[Read[AuditLine]]]:
    """Return the next lines, and the end of the chain read just before them.

    Together with the empty page that is the end of what was read, even if lines are being added.
    """
    try:
        end = AuditChain.objects.get()
    except AuditChain.DoesNotExist:
        end = None
    lines = AuditLine.objects.filter(number__gt=after)
    page, _ = read_page(lines, "number", limit=_PAGE)
    return end, page
