"""What a change of the past moves in a period that is locked: lines of the open one."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from timetracking.pay.engine.costs import Cost
from timetracking.pay.engine.inputs import Key, Period
from timetracking.pay.engine.lines import Line, in_order

_ONE = Decimal(1)
_NOTHING = Decimal(0)


class _Subject(NamedTuple):
    """What an adjustment corrects: lines of one code, location and wage type."""

    name: str
    code: str
    location: Key | None
    wage_type: str
    is_time: bool


class _Sum(NamedTuple):
    minutes: int = 0
    amount: Decimal = _NOTHING

    def plus(self, line: Line) -> "_Sum":
        return _Sum(self.minutes + line.minutes, self.amount + line.amount)


def adjustments(
    stored: Iterable[Line], recomputed: Iterable[Line], locked: Period, open_period: Period
) -> tuple[Line, ...]:
    """Return the lines of the open period that make up for what changed in a locked one.

    `stored` is all that was paid for the locked period: its own lines, and the adjustments that
    later periods have already made of it. Nothing is returned if nothing changed.
    """
    before, after = _sums(stored), _sums(recomputed)
    subjects = dict.fromkeys([*before, *after])
    lines = (
        _line(subject, before.get(subject, _Sum()), after.get(subject, _Sum()), locked, open_period)
        for subject in subjects
        if before.get(subject, _Sum()) != after.get(subject, _Sum())
    )
    return in_order(lines)


def as_data(line: Line) -> dict[str, Any]:
    """Return a line as JSON has it, to be stored when its period is locked."""
    return {
        "name": line.name,
        "code": line.code,
        "minutes": line.minutes,
        "rate": None if line.rate is None else str(line.rate),
        "factor": str(line.factor),
        "amount": str(line.amount),
        "location": line.location,
        "wage_type": line.wage_type,
        "is_time": line.is_time,
        "adjusts": None if line.adjusts is None else [str(day) for day in line.adjusts],
        "explanation": line.explanation,
        "costs": [[str(one.day), one.position, one.minutes, str(one.amount)] for one in line.costs],
    }


def from_data(data: Mapping[str, Any]) -> Line:
    """Return a line that `as_data` wrote, with the explanation that it had then."""
    adjusts = data["adjusts"]
    return Line(
        name=data["name"],
        code=data["code"],
        minutes=data["minutes"],
        rate=None if data["rate"] is None else Decimal(data["rate"]),
        factor=Decimal(data["factor"]),
        amount=Decimal(data["amount"]),
        location=data["location"],
        wage_type=data["wage_type"],
        is_time=data["is_time"],
        adjusts=adjusts and (date.fromisoformat(adjusts[0]), date.fromisoformat(adjusts[1])),
        explain=lambda: dict(data["explanation"]),
        spread=lambda: [
            Cost(date.fromisoformat(day), position, minutes, Decimal(amount))
            for day, position, minutes, amount in data["costs"]
        ],
    )


def _sums(lines: Iterable[Line]) -> dict[_Subject, _Sum]:
    sums: dict[_Subject, _Sum] = {}
    for line in lines:
        subject = _Subject(line.name, line.code, line.location, line.wage_type, line.is_time)
        sums[subject] = sums.get(subject, _Sum()).plus(line)
    return sums


def _line(
    subject: _Subject, before: _Sum, after: _Sum, locked: Period, open_period: Period
) -> Line:
    minutes, amount = after.minutes - before.minutes, after.amount - before.amount
    told = {
        "code": subject.code,
        "adjusts": {"first": str(locked.first), "last": str(locked.last)},
        "in_period": {"first": str(open_period.first), "last": str(open_period.last)},
        "before": {"minutes": before.minutes, "amount": str(before.amount)},
        "after": {"minutes": after.minutes, "amount": str(after.amount)},
        "minutes": minutes,
        "amount": str(amount),
    }
    return Line(
        name=subject.name,
        code=subject.code,
        minutes=minutes,
        rate=None,
        factor=_ONE,
        amount=amount,
        location=subject.location,
        wage_type=subject.wage_type,
        is_time=subject.is_time,
        adjusts=(locked.first, locked.last),
        explain=lambda: told,
    )
