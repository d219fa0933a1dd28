"""The explanation of a pay line, as JSON: the rule, the rate, and the minutes that it counts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from timetracking.pay.engine.clocks import minute_of, offset_at, shown
from timetracking.pay.engine.kinds import Kind
from timetracking.pay.engine.stretches import Work
from timetracking.pay.engine.terms import Terms, round_half_up

PLACES = 6


class Piece(NamedTuple):
    """Minutes of a shift that are in a line, on the day that its clocks show."""

    start: int
    end: int
    day: int
    work: Work
    kind: Kind


def explanation(
    kind: Kind, terms: Terms, pieces: Sequence[Piece], minutes: int, note: dict[str, Any]
) -> dict[str, Any]:
    """Return what made a line: `sum` is its amount before it was rounded."""
    hourly = terms.hourly
    told: dict[str, Any] = {"code": kind.code, "minutes": minutes, "factor": str(kind.factor)}
    if hourly is not None:
        told["rate"] = {"hourly": text_of(hourly)}
        if terms.rate is not None:
            told["rate"] = {
                "hourly": str(terms.rate.hourly),
                "since": terms.rate.since.isoformat(),
                "position": terms.rate.position,
            }
        told["sum"] = text_of(hourly * minutes * Fraction(kind.factor) / 60)
    by_kind: dict[Kind, list[Piece]] = {}
    for piece in sorted(pieces, key=lambda piece: (piece.start, piece.end)):
        by_kind.setdefault(piece.kind, []).append(piece)
    told["parts"] = [_part(*part) for part in by_kind.items()]
    return told | note


def _part(kind: Kind, pieces: list[Piece]) -> dict[str, Any]:
    """Describe what one rule made of the line's minutes; regular hours need none."""
    minutes = sum(piece.end - piece.start for piece in pieces)
    return {"rule": _rule(kind), "minutes": minutes, "pieces": list(_stretches(pieces))}


def _rule(kind: Kind) -> dict[str, Any] | None:
    if kind.rules is None:
        return None
    return {
        "rule": kind.rule,
        "after": kind.after,
        "rule_set": kind.rules.name,
        "version": kind.rules.version,
        "source": kind.source,
        "is_customary": kind.is_customary,
    }


def _stretches(pieces: Sequence[Piece]) -> Iterator[dict[str, Any]]:
    """Describe pieces in the order of time; those of a shift with only breaks between are one."""
    joined: list[Piece] = []
    for piece in pieces:
        if joined and not _goes_on(joined[-1], piece):
            yield _described(joined)
            joined = []
        joined.append(piece)
    if joined:
        yield _described(joined)


def _goes_on(piece: Piece, following: Piece) -> bool:
    if piece.work is not following.work:
        return False
    gap = (piece.end, following.start)
    return gap[0] == gap[1] or gap[1] - gap[0] == _break_minutes(piece, gap)


def _break_minutes(piece: Piece, gap: tuple[int, int]) -> int:
    parts = (_within(start, end, gap) for start, end, _ in _breaks(piece))
    return sum(end - start for start, end in parts if start < end)


def _breaks(piece: Piece) -> list[tuple[int, int, bool]]:
    breaks = piece.work.shift.breaks
    return sorted((minute_of(one.start), minute_of(one.end), one.is_paid) for one in breaks)


def _within(start: int, end: int, limits: tuple[int, int]) -> tuple[int, int]:
    return max(start, limits[0]), min(end, limits[1])


def _described(joined: list[Piece]) -> dict[str, Any]:
    first, last = joined[0], joined[-1]
    work, limits = first.work, (first.start, last.end)
    told: dict[str, Any] = {
        "shift": work.shift.key,
        "from": _at(first.start, work),
        "to": _at(last.end, work),
        "minutes": sum(piece.end - piece.start for piece in joined),
        "breaks": [
            {
                "from": _at(start, work),
                "to": _at(end, work),
                "minutes": end - start,
                "is_paid": is_paid,
            }
            for begin, until, is_paid in _breaks(first)
            for start, end in [_within(begin, until, limits)]
            if start < end
        ],
    }
    if work.shift.deducted:
        told["deducted"] = work.shift.deducted
    if (work.start, work.end) != (work.clocked_in, work.clocked_out):
        told["clocked_in"] = _at(work.clocked_in, work)
        told["clocked_out"] = _at(work.clocked_out, work)
    if work.shift.is_provisional:
        told["is_provisional"] = True
    return told


def _at(minute: int, work: Work) -> str:
    return shown(minute, offset_at(minute, work.shift.zone))


def text_of(value: Fraction) -> str:
    """Return an amount with up to six decimal places."""
    return f"{round_half_up(value, PLACES).normalize():f}"
