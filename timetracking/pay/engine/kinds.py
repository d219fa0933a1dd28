"""The kinds of lines that a rule set makes, prepared once for each version of it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from math import inf

from timetracking.pay.engine.clocks import weekday
from timetracking.pay.engine.inputs import Holiday
from timetracking.pay.engine.rules import WHOLE_DAY, Premium, RuleSet, Step

ONE = Decimal(1)


@dataclass(frozen=True, eq=False, slots=True)
class Kind:
    """What a minute is, and by which rule.

    `code` names the line with its figure, such as overtime-1.25 or night-25: kinds of one code may
    come from several rules, and are one line. An hour is paid `factor` times the rate. `is_time`
    says that its minutes are worked time that no other line has; premiums come on top.
    """

    name: str
    code: str
    factor: Decimal = ONE
    is_time: bool = True
    rule: str = ""
    after: int | None = None
    rules: RuleSet | None = None
    source: str = ""
    is_customary: bool = False
    is_excluded: bool = False


REGULAR = Kind("regular", "regular")
SALARY = Kind("salary", "salary")

Steps = tuple[tuple[float, Kind], ...]
"""From how many minutes on each kind applies; the first is always from 0."""


class Kinds:
    """The kinds of one version of a rule set, and the premiums of each day."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.daily = _steps(rules, "daily", rules.daily)
        self.weekly = _steps(rules, "weekly", rules.weekly)
        self.seventh_day = _steps(rules, "seventh_day", rules.seventh_day)
        self.first_weekly = next((after for after, kind in self.weekly if kind is not REGULAR), inf)
        self.additional = _additional(rules)
        self.minimum = _minimum(rules)
        # Overtime of a week with several rates: each minute at its own, and a premium on top.
        self.straight = Kind(
            "straight",
            "straight",
            rule="averages_rates",
            rules=rules,
            source=rules.averages_source,
        )
        self.banked = Kind("banked", "banked", Decimal(0), rule="bank", rules=rules)
        self.premiums = tuple((premium, _premium(rules, premium)) for premium in rules.premiums)
        self.has_least = any(premium.over for premium in rules.premiums)
        self._bands: dict[tuple[int, int], tuple[Band, ...]] = {}
        self._on_top: dict[Kind, Kind] = {}

    def on_top(self, overtime: Kind) -> Kind:
        """Return what overtime adds to the plain rate, such as a half: 29 CFR 778.115."""
        kind = self._on_top.get(overtime)
        if kind is None:
            factor = overtime.factor - 1
            kind = self._on_top[overtime] = replace(
                overtime,
                name="overtime_premium",
                code=f"overtime_premium-{figure_text(factor)}",
                factor=factor,
                is_time=False,
                source=self.rules.averages_source or overtime.source,
            )
        return kind

    def bands(self, day: int, holiday: Holiday | None) -> "tuple[Band, ...]":
        """Return the parts of a day that have premiums, in order."""
        from_minute = WHOLE_DAY
        if holiday is not None:
            from_minute = self.rules.half_holiday_from if holiday.is_half else 0
        key = weekday(day), from_minute
        bands = self._bands.get(key)
        if bands is None:
            bands = self._bands[key] = tuple(_bands(self.premiums, *key))
        return bands


Rated = tuple[Premium, Kind]
Band = tuple[int, int, tuple[Rated, ...]]
"""From which minute of a day to which, and the premiums that apply."""


def figure_text(number: Decimal) -> str:
    """Return a figure without needless zeros, such as 1.5 or 25."""
    return f"{number.normalize():f}"


def _steps(rules: RuleSet, rule: str, steps: tuple[Step, ...]) -> Steps:
    made: list[tuple[float, Kind]] = [] if any(not step.after for step in steps) else [(0, REGULAR)]
    for step in steps:
        kind = Kind(
            "overtime",
            f"overtime-{figure_text(step.multiplier)}",
            step.multiplier,
            rule=rule,
            after=step.after,
            rules=rules,
            source=step.source,
            is_customary=step.is_customary,
        )
        made.append((step.after, kind))
    return tuple(made)


def _additional(rules: RuleSet) -> Kind | None:
    rule = rules.additional
    if rule is None:
        return None
    figure = "" if rule.multiplier == 1 else f"-{figure_text(rule.multiplier)}"
    return Kind(
        "additional",
        f"additional{figure}",
        rule.multiplier,
        rule="additional",
        rules=rules,
        source=rule.source,
    )


def _minimum(rules: RuleSet) -> Kind:
    rule = rules.minimum_shift
    return Kind(
        "minimum",
        "minimum",
        is_time=False,
        rule="minimum_shift",
        after=rule.minutes if rule else None,
        rules=rules,
        source=rule.source if rule else "",
    )


def _premium(rules: RuleSet, premium: Premium) -> Kind:
    return Kind(
        premium.kind,
        f"{premium.kind}-{figure_text(premium.percent)}",
        premium.percent / 100,
        is_time=False,
        rule="premium",
        rules=rules,
        source=premium.source,
        is_customary=premium.is_customary,
        is_excluded=premium.is_excluded,
    )


def _bands(premiums: Iterable[Rated], iso_weekday: int, holiday_from: int) -> Iterable[Band]:
    windows = [
        (begins, ends, rated)
        for rated in premiums
        for begins, ends in _windows(rated[0], iso_weekday, holiday_from)
        if begins < ends
    ]
    edges = sorted({edge for begins, ends, _ in windows for edge in (begins, ends)})
    for begins, ends in pairwise(edges):
        here = tuple(rated for first, last, rated in windows if first <= begins and ends <= last)
        if here:
            yield begins, ends, here


def _windows(premium: Premium, iso_weekday: int, holiday_from: int) -> list[tuple[int, int]]:
    """Return when a premium applies on such a day; one over midnight applies in two parts."""
    if not premium.on_holidays and iso_weekday not in premium.weekdays:
        return []
    from_minute = holiday_from if premium.on_holidays else 0
    if premium.begins < premium.ends:
        return [(max(premium.begins, from_minute), premium.ends)]
    return [(from_minute, premium.ends), (max(premium.begins, from_minute), WHOLE_DAY)]
