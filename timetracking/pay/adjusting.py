"""What later changes move in locked periods: adjustment lines of the first open period."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from places.money import currency_places
from timetracking.models import AuditLine, CompanySettings, PayLine
from timetracking.pay.engine.adjusting import adjustments as differences
from timetracking.pay.engine.book import RuleBook, first_day_needed
from timetracking.pay.engine.inputs import Period
from timetracking.pay.engine.lines import Line
from timetracking.pay.engine.pay import pay
from timetracking.pay.gathering import gather
from timetracking.pay.locked_days import LockedPeriod
from timetracking.pay.storing import paid_for

_OF_PEOPLE = ("contract", "rate")
# Of a company's or location's settings, only the calendar matters.
_OF_ALL = {"holiday": None, "location": {"country", "region"}}
_OF_ALL |= {"companysettings": {"country", "region"}}
_DAY = timedelta(days=1)
Changes = dict[int | None, list[AuditLine]]
"""The lines of the trail that pay depends on, by the person, None for everybody."""


def adjustments(
    employees: Collection[int],
    period: Period,
    book: RuleBook,
    locked: list[LockedPeriod],
    *,
    company: CompanySettings,
    now: datetime,
) -> dict[int, tuple[Line, ...]]:
    """Return the lines by which a period makes up for what changed in the locked ones before it.

    Only the period after the last locked day has any. Takes two queries if nothing has changed, and
    nine more for each locked period in which something has.
    """
    if not locked or period.first != max(one.period.last for one in locked) + _DAY:
        return {}
    changes, adjusted = _changes(min(one.locked_at for one in locked)), _adjusted()
    concerned = {one.period: _concerned(one, employees, changes, adjusted) for one in locked}
    found: dict[int, tuple[Line, ...]] = {}
    for one in locked:
        people = concerned[one.period]
        for pk, lines in _moved(people, one.period, period, book, company, now).items():
            because = _because([*changes.get(pk, []), *changes.get(None, [])], one.locked_at)
            told = (_with_reason(line, because) for line in lines)
            found[pk] = (*found.get(pk, ()), *told)
    return found


def _because(lines: list[AuditLine], since: datetime) -> list[dict[str, str]]:
    """Return what has changed since a moment: what it was, when, and who changed it."""
    return [
        {
            "subject": line.subject,
            "day": line.at.date().isoformat(),
            "who": line.actor.name if line.actor else "",
        }
        for line in lines
        if line.at > since
    ]


def _with_reason(line: Line, because: list[dict[str, str]]) -> Line:
    return replace(line, explain=lambda: {**line.explanation, "because": because})


def _moved(
    people: Collection[int],
    earlier: Period,
    period: Period,
    book: RuleBook,
    company: CompanySettings,
    now: datetime,
) -> dict[int, tuple[Line, ...]]:
    if not people:
        return {}
    since = first_day_needed(earlier, book)
    gathered = gather(people, earlier.first, earlier.last, company=company, now=now, since=since)
    paid, places = paid_for([earlier]), currency_places(company.currency)
    return {
        pk: differences(
            paid.get((pk, earlier.first), []),
            pay(one.person, earlier, book, places=places).lines,
            earlier,
            period,
        )
        for pk, one in gathered.items()
    }


def _changes(since: datetime) -> Changes:
    """Return what has changed since a moment, in one query."""
    lines = AuditLine.objects.filter(subject__in=(*_OF_PEOPLE, *_OF_ALL), at__gt=since)
    changes: Changes = {}
    for line in lines.select_related("actor").order_by("number"):
        if line.subject in _OF_PEOPLE:
            changes.setdefault(line.employee_id, []).append(line)
        elif _matters(line.before, line.after, _OF_ALL[line.subject]):
            changes.setdefault(None, []).append(line)
    return changes


def _matters(
    before: dict[str, Any] | None, after: dict[str, Any] | None, names: set[str] | None
) -> bool:
    old, new = before or {}, after or {}
    return names is None or any(old.get(name) != new.get(name) for name in names)


def _adjusted() -> set[tuple[int, date]]:
    """Return whose pay of which period has been adjusted: it may have been locked again since."""
    rows = PayLine.objects.filter(adjusts_first__isnull=False)
    return {(pk, first) for pk, first in rows.values_list("employee", "adjusts_first") if first}


def _concerned(
    locked: LockedPeriod,
    employees: Iterable[int],
    changes: Changes,
    adjusted: set[tuple[int, date]],
) -> list[int]:
    """Return the people for whom something has changed since the period was locked."""

    def has_changed(pk: int | None) -> bool:
        return any(line.at > locked.locked_at for line in changes.get(pk, ()))

    for_all = has_changed(None)
    return [
        pk
        for pk in employees
        if for_all or has_changed(pk) or (pk, locked.period.first) in adjusted
    ]
