"""Pay lines, and what each was made of."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from timetracking.pay.engine.costs import Cost, spread
from timetracking.pay.engine.explaining import Piece, explanation
from timetracking.pay.engine.inputs import Key
from timetracking.pay.engine.kinds import Kind
from timetracking.pay.engine.rules import RuleSet
from timetracking.pay.engine.spans import Span
from timetracking.pay.engine.stretches import Work
from timetracking.pay.engine.terms import Terms, round_half_up

# Lines of worked time come first, then what is paid on top of it.
_ORDER = ("salary", "regular", "straight", "additional", "overtime", "banked", "overtime_premium")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of pay: `amount` is minutes / 60 * rate * factor, rounded once, half up.

    `is_time` says that the minutes are worked time that no other line has: those of a person's
    lines add up to their hours. Without a `rate`, what was worked has no price yet. `location` is
    the cost centre. `adjusts` is the locked period that an adjustment corrects.
    """

    name: str
    code: str
    minutes: int
    rate: Decimal | None
    factor: Decimal
    amount: Decimal
    location: Key | None
    wage_type: str = ""
    is_time: bool = True
    adjusts: tuple[date, date] | None = None
    explain: Callable[[], dict[str, Any]] = field(default=dict, repr=False, compare=False)
    spread: Callable[[], list[Cost]] = field(default=list, repr=False, compare=False)

    @property
    def explanation(self) -> dict[str, Any]:
        """The rule, the rate and the minutes that made it, as JSON has them."""
        return self.explain()

    @property
    def costs(self) -> list[Cost]:
        """The line by day and position, for reports: they add up to its minutes and its amount.

        Empty if it is for no minutes, such as a salary without hours, or an adjustment.
        """
        return self.spread()


class Group:
    """What becomes one line: pieces of one code, at one rate and location."""

    __slots__ = ("kind", "location", "minutes", "note", "pieces", "terms", "topped_up")

    def __init__(self, kind: Kind, terms: Terms, location: Key | None) -> None:
        self.kind, self.terms, self.location = kind, terms, location
        self.minutes = 0
        self.pieces: list[Piece] = []
        self.topped_up: list[tuple[Work, int]] = []
        self.note: dict[str, Any] = {}

    def add(self, start: int, end: int, kind: Kind, span: Span) -> None:
        """Add minutes of a span."""
        self.minutes += end - start
        self.pieces.append(Piece(start, end, span.day, span.work, kind))

    def top_up(self, work: Work, worked: int, paid: int) -> None:
        """Add what a stretch of work lacks to the minutes that are paid at least."""
        self.minutes += paid - worked
        self.topped_up.append((work, paid - worked))
        told = {"shift": work.shift.key, "worked": worked, "paid": paid}
        self.note.setdefault("topped_up", []).append(told)

    def line(self, places: int, rules: RuleSet, *, amount: Decimal | None = None) -> Line:
        """Return the line, with an amount in the currency's decimal places.

        `rules` have the wage types of lines that no rule made, such as regular hours.
        """
        kind, hourly = self.kind, self.terms.hourly
        if amount is None:
            exact = (hourly or 0) * self.minutes * Fraction(kind.factor) / 60
            amount = round_half_up(Fraction(exact), places)
        rate = self.terms.rate.hourly if self.terms.rate else None
        if rate is None and hourly is not None:
            rate = round_half_up(hourly, places + 2)
        return Line(
            name=kind.name,
            code=kind.code,
            minutes=self.minutes,
            rate=rate,
            factor=kind.factor,
            amount=amount,
            location=self.location,
            wage_type=dict((kind.rules or rules).wage_types).get(kind.code, ""),
            is_time=kind.is_time,
            explain=lambda: explanation(kind, self.terms, self.pieces, self.minutes, self.note),
            spread=lambda: self._spread(amount, places),
        )

    def _spread(self, amount: Decimal, places: int) -> list[Cost]:
        contract = self.terms.contract
        usual = contract.position if contract else ""
        weights: dict[tuple[int, str], int] = {}
        for start, end, day, work, _ in self.pieces:
            key = day, work.shift.position or usual
            weights[key] = weights.get(key, 0) + end - start
        for work, minutes in self.topped_up:
            key = work.day, work.shift.position or usual
            weights[key] = weights.get(key, 0) + minutes
        return spread(amount, weights, places)


class Groups:
    """All groups of a person's period, by code, terms and location."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, Terms, Key | None], Group] = {}

    def of(self, kind: Kind, terms: Terms, location: Key | None) -> Group:
        """Return the group of kinds with this code, made when it is first asked for."""
        key = kind.code, terms, location
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(kind, terms, location)
        return group

    def __iter__(self) -> Iterator[Group]:
        return iter(self._groups.values())


def in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Sort lines as a payslip lists them, whatever the order in which they were made."""
    return tuple(sorted(lines, key=_rank))


def _rank(line: Line) -> tuple[Any, ...]:
    known = _ORDER.index(line.name) if line.name in _ORDER else len(_ORDER)
    return known, line.code, str(line.location), line.rate or 0, line.wage_type, line.minutes
