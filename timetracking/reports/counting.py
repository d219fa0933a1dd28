"""Counts the minutes of many shifts in the database, as timesheets count them one by one.

Shifts that neither run over an edge of the period nor are open are added up by PostgreSQL. The few
others are read, and counted by `WorkLog.duration_within`, which is the one rule for parts.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from timetracking.base.local_time import day_start
from timetracking.models import Break, WorkLog
from timetracking.models.counting import LONGEST
from timetracking.reports.cost import HIDDEN, UNRATED
from timetracking.reports.measures import Facts
from timetracking.reports.spans import DAY, Spans
from timetracking.reports.sums import Bounds, Wanted, bucket, step, sums
from timetracking.shifts.display import MAX_ZONE_DIFFERENCE

_MINUTE = timedelta(minutes=1)


class Piece(NamedTuple):
    """What was worked in one part of a term, by whom, where and as what if that was asked for.

    `part` is None for what shifts that ran past an edge of the term bring in, less what they take
    out, where each shift counts on the day on which it began.
    """

    term: int
    part: int | None
    employee: int | None
    location: int | None
    position: int | None
    facts: Facts


def pieces(
    wanted: Wanted, terms: Sequence[Spans], *, zone: tzinfo, now: datetime
) -> Iterator[Piece]:
    """Count the shifts that are wanted in each of the terms, in at most five queries.

    `zone` is the company's. Days are those of the shift's own zone, and an open shift counts until
    `now`, as on timesheets.
    """
    logs = WorkLog.objects.filter(_nearby(wanted, terms, zone)).order_by()
    zones = [ZoneInfo(name) for name in logs.values_list("time_zone", flat=True).distinct()]
    if not zones:
        return
    edges = _bounds({day for term in terms for day in term.edges}, zones)
    logs = logs.annotate(begins=bucket("check_in", edges), ends=bucket("check_out", edges))
    yield from _added_up(wanted, terms, zone, zones, edges)
    others = logs.filter(Q(check_out=None) | Q(begins__lt=F("ends")))
    # Without the kinds of the breaks, and what pages show: a year has hundreds of such shifts.
    for log in others.defer("notes", "involved").prefetch_related("breaks"):
        for term, part, length in _parts(log, terms, now):
            facts = _facts(log, length // _MINUTE, wanted)
            positions = wanted.positions
            position = positions.at(log.employee_id, log.date) if positions else None
            yield Piece(term, part, log.employee_id, log.location_id, position, facts)


def _nearby(wanted: Wanted, terms: Sequence[Spans], zone: tzinfo, prefix: str = "") -> Q:
    """Return the condition on shifts that may have a moment in a term, in whatever zone."""
    within = Q()
    for term in terms:
        start, end = term.period.bounds(zone)
        # No shift counts for longer, so that the index leads past all earlier years.
        first = start - MAX_ZONE_DIFFERENCE - LONGEST
        within |= Q(
            (f"{prefix}check_in__gt", first),
            (f"{prefix}check_in__lt", end + MAX_ZONE_DIFFERENCE),
        )
    # By their ids: who joins meanwhile has no price.
    within &= Q((f"{prefix}employee__in", list(wanted.people)))
    return within & Q((f"{prefix}location", wanted.location)) if wanted.location else within


def _added_up(
    wanted: Wanted,
    terms: Sequence[Spans],
    zone: tzinfo,
    zones: Sequence[ZoneInfo],
    edges: Bounds,
) -> Iterator[Piece]:
    """Add up the shifts that end before the next edge, and take off their unpaid breaks."""
    firsts = sorted({*_firsts(terms)})
    places = [_places(day, terms) for day in firsts]
    bounds = _bounds(firsts, zones)
    steps = {"price": wanted.prices, "position": wanted.positions}
    known = {
        name: (one, _bounds(one.changes, zones)) for name, one in steps.items() if one is not None
    }
    worked: QuerySet[Any] = WorkLog.objects.all()
    unpaid: QuerySet[Any] = Break.objects.filter(is_paid=False)
    for counted, prefix, sign in ((worked, "", 1), (unpaid, "work_log__", -1)):
        rows = counted.filter(_nearby(wanted, terms, zone, prefix)).order_by()
        rows = rows.annotate(
            begins=bucket(f"{prefix}check_in", edges, prefix),
            ends=bucket(f"{prefix}check_out", edges, prefix),
        )
        # No shift ends before it begins, so these are equal. PostgreSQL would take two results that
        # are equal for so rare that it looked for the breaks of each shift one by one.
        rows = rows.filter(begins__gte=F("ends"))
        by = [f"{prefix}{name}_id" for name in ("employee", "location") if name in wanted.by]
        rows = rows.annotate(bucket=bucket(f"{prefix}check_in", bounds, prefix))
        rows = rows.annotate(**{name: step(*one, prefix) for name, one in known.items()})
        by += ["position"] if wanted.positions else []
        totals = sums(wanted, prefix)
        for number, *found in rows.values_list("bucket", *by).annotate(**totals):
            keys = dict(zip(by, found, strict=False))
            minutes = [sign * int(seconds or 0) // 60 for seconds in found[len(by) :]]
            facts = Facts()
            for name, sum_ in zip(totals, minutes, strict=True):
                setattr(facts, name, sum_)
            for term, part in places[number - 1] if number else ():
                yield Piece(
                    term,
                    part,
                    keys.get(f"{prefix}employee_id"),
                    keys.get(f"{prefix}location_id"),
                    keys.get("position"),
                    facts,
                )


def _facts(log: WorkLog, minutes: int, wanted: Wanted) -> Facts:
    """Return what minutes of one shift are."""
    facts = Facts(minutes)
    if wanted.members is not None and log.location_id is not None:
        is_own = log.location_id in wanted.members.get(log.employee_id, ())
        facts.borrowed = 0 if is_own else minutes
    if wanted.prices:
        cents = wanted.prices.at(log.employee_id, log.date)
        facts.pay = max(cents, 0) * minutes
        facts.unrated = minutes if cents == UNRATED else 0
        facts.hidden = minutes if cents == HIDDEN else 0
    return facts


def _firsts(terms: Sequence[Spans]) -> Iterator[date]:
    for term in terms:
        yield from (part.first for part in term.parts)
        yield term.period.last + DAY


def _places(day: date, terms: Sequence[Spans]) -> list[tuple[int, int]]:
    found = ((number, part_of(day, term)) for number, term in enumerate(terms))
    return [(number, part) for number, part in found if part is not None]


def part_of(day: date, term: Spans) -> int | None:
    """Return the place of the part in which a day is, None outside of the period."""
    if not term.period.first <= day <= term.period.last:
        return None
    return bisect_right(term.parts, day, key=lambda part: part.first) - 1


def _parts(
    log: WorkLog, terms: Sequence[Spans], now: datetime
) -> Iterator[tuple[int, int | None, timedelta]]:
    """Return the lengths of one shift that is open or runs over an edge, by term and part."""
    day, last = log.date, log.end(now).astimezone(log.zone).date()
    for number, term in enumerate(terms):
        if term.cuts:
            for at in _reached(day, last, term):
                bounds = term.parts[at].bounds(log.zone)
                yield number, at, log.duration_within(*bounds, now)
            continue
        at_begin = part_of(day, term)
        listed = timedelta() if at_begin is None else log.duration(now)
        within = log.duration_within(*term.period.bounds(log.zone), now)
        yield number, at_begin, listed
        yield number, None, within - listed


def _reached(first: date, last: date, term: Spans) -> range:
    """Return the places of the parts that have a day from `first` to `last`."""
    first, last = max(first, term.period.first), min(last, term.period.last)
    begins, ends = part_of(first, term), part_of(last, term)
    return range(0) if begins is None or ends is None else range(begins, ends + 1)


def _bounds(days: Collection[date], zones: Sequence[ZoneInfo]) -> Bounds:
    """Return the first moments of days by the clocks of each zone."""
    return {zone.key: [day_start(day, zone) for day in sorted(days)] for zone in zones}
