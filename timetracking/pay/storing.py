"""Pay lines as rows: those of locked periods."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal

from timetracking.models import PayDay, PayLine
from timetracking.pay.engine.inputs import Key, Period
from timetracking.pay.engine.lines import Line


def store(period: Period, lines: Mapping[int, Iterable[Line]]) -> int:
    """Store the lines of people by their id, in place of those that are there; return how many.

    Only the lock of a period calls this: see `closing`.
    """
    forget(period)
    rows = [_row(pk, period, line) for pk, own in lines.items() for line in own]
    PayLine.objects.bulk_create(rows, batch_size=500)
    days = [row for pk, own in lines.items() for row in _days(pk, period, own)]
    PayDay.objects.bulk_create(days, batch_size=1000)
    return len(rows)


def forget(period: Period) -> None:
    """Remove the lines of a period that is reopened or locked again."""
    PayLine.objects.filter(first=period.first).delete()
    PayDay.objects.filter(first=period.first).delete()


def stored(period: Period, employees: Collection[int]) -> dict[int, list[Line]]:
    """Return the stored lines of people by their id, in their order, in one query."""
    lines: dict[int, list[Line]] = {}
    for row in PayLine.objects.of_period(period.first).filter(employee__in=employees):
        lines.setdefault(row.employee_id, []).append(line_of(row))
    return lines


def paid_for(periods: Collection[Period]) -> dict[tuple[int, date], list[Line]]:
    """Return all that was paid for locked periods, by person and first day, in two queries.

    That is their own lines, and the adjustments that later periods have made of them, without what
    a bank paid out.
    """
    firsts = [period.first for period in periods]
    rows = PayLine.objects.exclude(name="bank_payout").defer("explanation")
    paid: dict[tuple[int, date], list[Line]] = {}
    for row in rows.filter(first__in=firsts, adjusts_first__isnull=True).order_by("pk"):
        paid.setdefault((row.employee_id, row.first), []).append(_without_explanation(row))
    for row in rows.filter(adjusts_first__in=firsts).order_by("pk"):
        assert row.adjusts_first is not None  # noqa: S101 - for mypy
        paid.setdefault((row.employee_id, row.adjusts_first), []).append(_without_explanation(row))
    return paid


def line_of(row: PayLine) -> Line:
    """Return a stored line as the engine has it, with the explanation that it had then."""
    return _line(row, row.explanation)


def _without_explanation(row: PayLine) -> Line:
    return _line(row, {})


def _line(row: PayLine, explanation: dict[str, object]) -> Line:
    first, last = row.adjusts_first, row.adjusts_last
    return Line(
        name=row.name,
        code=row.code,
        minutes=row.minutes,
        rate=row.rate,
        factor=row.factor,
        amount=row.amount,
        location=row.location_id,
        wage_type=row.wage_type,
        is_time=row.is_time,
        adjusts=(first, last) if first and last else None,
        explain=lambda: explanation,
    )


def _days(employee: int, period: Period, lines: Iterable[Line]) -> Iterable[PayDay]:
    """Spread lines over days, locations and positions; their sums are those of the lines."""
    sums: dict[tuple[date, Key | None, str], PayDay] = {}

    def add(day: date, location: Key | None, position: str, minutes: int, amount: Decimal) -> None:
        key = day, location, position
        row = sums.get(key)
        if row is None:
            row = sums[key] = PayDay(
                employee_id=employee,
                first=period.first,
                day=day,
                location_id=location,
                position=position,
                minutes=0,
                amount=Decimal(0),
            )
        row.minutes += minutes
        row.amount += amount

    for line in lines:
        for cost in line.costs:
            minutes = cost.minutes if line.is_time else 0
            add(cost.day, line.location, cost.position, minutes, cost.amount)
        if not line.costs:
            add(period.last, line.location, "", 0, line.amount)
    return sums.values()


def _row(employee: int, period: Period, line: Line) -> PayLine:
    first, last = line.adjusts or (None, None)
    return PayLine(
        employee_id=employee,
        first=period.first,
        last=period.last,
        name=line.name,
        code=line.code,
        minutes=line.minutes,
        rate=line.rate,
        factor=line.factor,
        amount=line.amount,
        location_id=line.location,
        wage_type=line.wage_type,
        is_time=line.is_time,
        explanation=line.explanation,
        adjusts_first=first,
        adjusts_last=last,
        reason=_reason(line),
    )


def _reason(line: Line) -> str:
    """Return what an adjustment was made for, such as: rate 2026-11-19 Olga."""
    because = line.explanation.get("because", []) if line.adjusts else []
    return "; ".join(" ".join(filter(None, one.values())) for one in because)
