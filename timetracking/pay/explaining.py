"""What made a pay line, in words: its minutes, breaks, rule, rate and source."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from places.money import amount
from timetracking.pay.engine.lines import Line
from timetracking.pay.wording import clock, figure, kind_label, length

_DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class Part:
    """What one rule made of minutes; without a `rule` they are regular hours."""

    rule: str
    source: str
    is_customary: bool
    pieces: tuple[str, ...]


@dataclass(frozen=True)
class Explained:
    """A line in words. `sums` say how its amount came about."""

    label: str
    parts: tuple[Part, ...]
    sums: tuple[str, ...]


def label_of(line: Line) -> str:
    """Return what a line is for; an adjustment says of which period."""
    label = kind_label(line.name, line.factor) if not line.adjusts else _of_code(line)
    if line.adjusts:
        facts = {"kind": label, "period": days(*line.adjusts)}
        return _("Adjustment of %(period)s: %(kind)s") % facts
    return label


def explained(line: Line, currency: str) -> Explained:
    """Return what made a line, in the current language."""
    told = line.explanation
    parts = tuple(_part(part, currency) for part in told.get("parts", []))
    return Explained(label_of(line), parts, tuple(_sums(line, told, currency)))


def days(first: date, last: date) -> str:
    """Return a period: 1 Oct to 31 Oct 2026."""
    begin = formats.date_format(first, "DATE_SHORT")
    return f"{begin} {_DASH} {formats.date_format(last, 'DATE_SHORT_YEAR')}"


def _of_code(line: Line) -> str:
    """Return a kind by its code, because an adjustment has no factor of its own."""
    name, dash, typed = line.code.rpartition("-")
    if not dash:
        return kind_label(line.code, line.factor)
    factor = Decimal(typed)
    return kind_label(name, factor if name in {"overtime", "additional"} else factor / 100)


def _part(part: Mapping[str, Any], currency: str) -> Part:
    rule = part["rule"] or {}
    return Part(
        rule=_rule(rule),
        source=rule.get("source", ""),
        is_customary=rule.get("is_customary", False),
        pieces=tuple(_piece(piece) for piece in part["pieces"]),
    )


def _rule(rule: Mapping[str, Any]) -> str:
    """Return which rule it is and of which version: over 8 h a day, rule set ES 3."""
    if not rule:
        return ""
    after = length(rule["after"]) if rule["after"] is not None else ""
    texts = {
        "daily": _("over %(after)s a day"),
        "weekly": _("over %(after)s a week"),
        "seventh_day": _("seventh day of the week, from %(after)s"),
        "additional": _("beyond the contract"),
        "averages_rates": _("by the average of the week's rates"),
        "minimum_shift": _("paid as %(after)s at least"),
        "bank": _("kept in the hours bank"),
    }
    text = texts.get(rule["rule"], "") % {"after": after}
    facts = {"name": rule["rule_set"], "version": rule["version"]}
    return ", ".join(filter(None, [text, _("rule set %(name)s %(version)s") % facts]))


def _piece(piece: Mapping[str, Any]) -> str:
    """Return minutes in a row: Sat 31 Oct 22:00 to Sun 1 Nov 06:00: 7 h 30, and what was in it."""
    text = f"{_moments(piece['from'], piece['to'])}: {length(piece['minutes'])}"
    notes = [*_breaks(piece), *_marks(piece)]
    return f"{text} ({'; '.join(notes)})" if notes else text


def _breaks(piece: Mapping[str, Any]) -> Iterator[str]:
    for one in piece["breaks"]:
        text = _("with a paid break") if one["is_paid"] else _("without the break")
        yield f"{text} {_time(one['from'])}{_DASH}{_time(one['to'])}"


def _marks(piece: Mapping[str, Any]) -> Iterator[str]:
    if piece.get("deducted"):
        minutes = length(piece["deducted"])
        yield _("%(minutes)s deducted for a break that was not taken") % {"minutes": minutes}
    if "clocked_in" in piece:
        facts = {"from": _time(piece["clocked_in"]), "to": _time(piece["clocked_out"])}
        yield _("clocked %(from)s to %(to)s, rounded") % facts
    if piece.get("is_provisional"):
        yield _("provisional")


def _sums(line: Line, told: Mapping[str, Any], currency: str) -> Iterator[str]:
    yield from _topped_up(told)
    if "adjusts" in told:
        for key, text in (("before", _("paid then")), ("after", _("computed now"))):
            one = told[key]
            yield f"{text}: {length(one['minutes'])}, {amount(Decimal(one['amount']), currency)}"
        yield from _reasons(told)
    elif "salary" in told:
        facts = {name: amount(Decimal(told[name] or 0), currency) for name in ("salary", "due")}
        yield _("Salary of %(salary)s a month; for this period %(due)s") % facts
    elif line.rate is not None:
        yield _rate(told, currency)
        factor = "" if line.factor == 1 else f" \N{MULTIPLICATION SIGN} {figure(line.factor)}"
        price = amount(line.rate, currency)
        sum_ = amount(line.amount, currency)
        yield f"{length(line.minutes)} \N{MULTIPLICATION SIGN} {price}{factor} = {sum_}"
    elif line.is_time and line.name != "banked":
        yield _("There is no rate on these days, so these hours have no price yet.")


def _reasons(told: Mapping[str, Any]) -> Iterator[str]:
    """Say what was changed after the lock, when, and by whom."""
    names = {"rate": _("rate"), "contract": _("contract"), "holiday": _("holiday")}
    for one in told.get("because", []):
        day = formats.date_format(date.fromisoformat(one["day"]), "DATE_FORMAT")
        what = names.get(one["subject"], _("holiday calendar"))
        yield ", ".join(filter(None, [_("changed: %(what)s") % {"what": what}, day, one["who"]]))


def _topped_up(told: Mapping[str, Any]) -> Iterator[str]:
    for one in told.get("topped_up", []):
        facts = {"worked": length(one["worked"]), "paid": length(one["paid"])}
        yield _("%(worked)s worked, %(paid)s paid") % facts


def _rate(told: Mapping[str, Any], currency: str) -> str:
    rate = told.get("rate", {})
    if average := told.get("average"):
        facts = {
            "earned": amount(Decimal(average["earned"]), currency),
            "hours": length(average["minutes"]),
        }
        return capfirst(_("average of the week: %(earned)s in %(hours)s") % facts)
    if "since" in rate:
        facts = {
            "rate": amount(Decimal(rate["hourly"]), currency),
            "day": formats.date_format(date.fromisoformat(rate["since"]), "DATE_FORMAT"),
        }
        return _("Rate %(rate)s an hour, from %(day)s") % facts
    hourly = amount(Decimal(rate["hourly"]), currency) if rate else ""
    return _("An hour of the salary is worth %(rate)s") % {"rate": hourly}


def _moments(start: str, end: str) -> str:
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    begin, until = _day(first), _day(last) if last.date() != first.date() else ""
    return f"{begin} {_time(start)}{_DASH}{until + ' ' if until else ''}{_time(end)}"


def _day(moment: datetime) -> str:
    return formats.date_format(moment.date(), "DAY_SHORT")


def _time(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return clock(moment.hour * 60 + moment.minute)
