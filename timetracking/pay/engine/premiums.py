"""Premiums by the wall clock: night, Sunday, holiday, late (rule 16a).

They follow the clocks of the shift's own zone, so they begin and end within a shift, and an hour
that clocks repeat or skip counts as it elapsed. A minute of an unpaid break has none.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.clocks import first_minute
from timetracking.pay.engine.inputs import Calendar, Holiday, Key
from timetracking.pay.engine.kinds import Kind, Kinds, Rated
from timetracking.pay.engine.rules import Premium
from timetracking.pay.engine.spans import Span
from timetracking.pay.engine.stretches import Work


class Extra(NamedTuple):
    """The minutes from `start` to `end` of a span, which have a premium."""

    start: int
    end: int
    kind: Kind
    span: Span


class _Hit(NamedTuple):
    start: int
    end: int
    rated: tuple[Rated, ...]
    span: Span
    kinds: Kinds


def premiums(
    spans: Iterable[Span], book: RuleBook, holidays: Mapping[Key | None, Calendar]
) -> Iterator[Extra]:
    """Yield what has a premium; if they do not add up, a minute has the highest alone."""
    hits = list(_hits(spans, book, holidays))
    lengths = _lengths(hits) if any(hit.kinds.has_least for hit in hits) else None
    for hit in hits:
        rated = hit.rated
        if lengths is not None:
            stretch = hit.span.work.stretch
            rated = tuple(one for one in rated if lengths.get((stretch, one[0]), 0) > one[0].over)
        if len(rated) > 1 and not hit.kinds.rules.premiums_add_up:
            rated = (max(rated, key=lambda one: one[0].percent),)
        for _, kind in rated:
            yield Extra(hit.start, hit.end, kind, hit.span)


def _hits(
    spans: Iterable[Span], book: RuleBook, holidays: Mapping[Key | None, Calendar]
) -> Iterator[_Hit]:
    for span in spans:
        kinds = book.kinds_on(span.day)
        if not kinds.premiums:
            continue
        midnight = first_minute(span.day, span.offset)
        for begins, ends, rated in kinds.bands(span.day, _holiday(span, holidays)):
            start, end = max(span.start, midnight + begins), min(span.end, midnight + ends)
            if start < end:
                yield _Hit(start, end, rated, span, kinds)


def _holiday(span: Span, holidays: Mapping[Key | None, Calendar]) -> Holiday | None:
    calendar = holidays.get(span.work.shift.location)
    return calendar.get(date.fromordinal(span.day)) if calendar else None


def _lengths(hits: Iterable[_Hit]) -> dict[tuple[Work, Premium], int]:
    """Return how many minutes of each stretch of work are in the window of each premium."""
    lengths: dict[tuple[Work, Premium], int] = {}
    for hit in hits:
        for premium, _ in hit.rated:
            key = hit.span.work.stretch, premium
            lengths[key] = lengths.get(key, 0) + hit.end - hit.start
    return lengths
