"""Whether rule sets, contracts and rates make sense, before they are saved."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from timetracking.pay.engine.findings import Finding
from timetracking.pay.engine.inputs import Contract, Rate
from timetracking.pay.engine.rules import ROUNDING_STEPS, WHOLE_DAY, Limits, Premium, RuleSet, Step

WEEK = 7 * WHOLE_DAY
_WEEKDAYS = range(1, 8)


def rule_set(rules: RuleSet) -> list[Finding]:
    """Return what contradicts itself in a rule set, and figures that cannot be."""
    return [
        *_week(rules),
        *_steps("daily", rules.daily, WHOLE_DAY),
        *_steps("weekly", rules.weekly, WEEK),
        *_steps("seventh_day", rules.seventh_day, WHOLE_DAY),
        *_premiums(rules.premiums),
        *_figures(rules),
        *_limits(rules.limits),
    ]


def contracts(all_of_them: Sequence[Contract]) -> list[Finding]:
    """Return what is wrong with the contracts of one person."""
    findings = [finding for contract in all_of_them for finding in _contract(contract)]
    ordered = sorted(all_of_them, key=lambda contract: contract.first)
    for earlier, later in pairwise(ordered):
        last = earlier.last or date.max
        if later.first <= last:
            until = min(last, later.last or date.max)
            facts = {"first": later.first, "last": None if until == date.max else until}
            findings.append(Finding("two_contracts", facts, day=later.first))
    return findings


def rates(all_of_them: Iterable[Rate]) -> list[Finding]:
    """Return what is wrong with the rates of one person."""
    findings, seen = [], set()
    for rate in all_of_them:
        facts = {"since": rate.since, "position": rate.position}
        if rate.hourly < 0:
            findings.append(Finding("negative_rate", facts, day=rate.since))
        if (rate.since, rate.position) in seen:
            findings.append(Finding("two_rates", facts, day=rate.since))
        seen.add((rate.since, rate.position))
    return findings


def versions(since: Iterable[date]) -> list[Finding]:
    """Return the days from which two versions of a rule set would hold."""
    ordered = sorted(since)
    return [Finding("two_versions", day=day) for day, same in pairwise(ordered) if day == same]


def _week(rules: RuleSet) -> Iterator[Finding]:
    if rules.week_start not in _WEEKDAYS:
        yield Finding("no_weekday", {"value": rules.week_start}, "week_start")
    for name in ("rounding_in", "rounding_out"):
        minutes = getattr(rules, name).minutes
        if minutes and minutes not in ROUNDING_STEPS:
            facts = {"minutes": minutes, "allowed": ROUNDING_STEPS}
            yield Finding("rounding_step", facts, name)


def _steps(name: str, steps: Sequence[Step], longest: int) -> Iterator[Finding]:
    facts: dict[str, object]
    for number, step in enumerate(steps):
        if not 0 <= step.after < longest:
            facts = {"after": step.after, "longest": longest}
            yield Finding("step_outside", facts, f"{name}.{number}")
        if step.multiplier < 1:
            yield Finding("step_below_rate", {"multiplier": step.multiplier}, f"{name}.{number}")
    for number, (step, following) in enumerate(pairwise(steps), 1):
        facts = {"after": following.after, "before": step.after}
        if following.after <= step.after:
            yield Finding("steps_out_of_order", facts, f"{name}.{number}")
        elif following.multiplier <= step.multiplier:
            facts = {"multiplier": following.multiplier, "before": step.multiplier}
            yield Finding("steps_go_down", facts, f"{name}.{number}")


def _premiums(premiums: Sequence[Premium]) -> Iterator[Finding]:
    seen: set[tuple[str, Decimal]] = set()
    for number, premium in enumerate(premiums):
        where, facts = f"premiums.{number}", {"kind": premium.kind, "begins": premium.begins}
        if premium.begins == premium.ends:
            yield Finding("empty_window", facts, where)
        if not (0 <= premium.begins < WHOLE_DAY and 0 <= premium.ends <= WHOLE_DAY):
            yield Finding("window_outside", facts | {"ends": premium.ends}, where)
        if premium.percent < 0:
            yield Finding("negative_percent", facts | {"percent": premium.percent}, where)
        if not premium.weekdays or not set(premium.weekdays) <= set(_WEEKDAYS):
            yield Finding("no_weekday", facts | {"value": premium.weekdays}, where)
        if not premium.kind or premium.over < 0:
            yield Finding("premium_unclear", facts, where)
        if (premium.kind, premium.percent) in seen:
            yield Finding("premium_twice", facts | {"percent": premium.percent}, where)
        seen.add((premium.kind, premium.percent))


def _figures(rules: RuleSet) -> Iterator[Finding]:
    if not 0 < rules.half_holiday_from < WHOLE_DAY:
        facts: dict[str, object] = {"minute": rules.half_holiday_from}
        yield Finding("half_holiday_outside", facts, "half_holiday_from")
    if rules.additional is not None and rules.additional.multiplier < 1:
        facts = {"multiplier": rules.additional.multiplier}
        yield Finding("step_below_rate", facts, "additional")
    for name in ("minimum_shift", "paid_break_up_to"):
        figure = getattr(rules, name)
        if figure is not None and not 0 < figure.minutes <= WHOLE_DAY:
            yield Finding("minutes_outside", {"minutes": figure.minutes}, name)
    if rules.bank is not None and rules.bank.cap is not None and rules.bank.cap < 0:
        yield Finding("negative_cap", {"minutes": rules.bank.cap}, "bank")


def _limits(limits: Limits) -> Iterator[Finding]:
    if limits.average_weeks < 1:
        yield Finding("average_weeks", {"weeks": limits.average_weeks}, "limits.average_weeks")
    for (after, due), (later, more) in pairwise(limits.breaks):
        if later <= after or more < due:
            yield Finding("breaks_go_down", {"after": later, "before": after}, "limits.breaks")


def _contract(contract: Contract) -> Iterator[Finding]:
    facts = {"first": contract.first, "last": contract.last}
    if contract.last is not None and contract.last < contract.first:
        yield Finding("contract_ends_before", facts, day=contract.first)
    if not 0 <= contract.weekly_minutes <= WEEK:
        minutes = {"minutes": contract.weekly_minutes}
        yield Finding("weekly_hours_outside", minutes, day=contract.first)
    if not set(contract.working_days) <= set(_WEEKDAYS):
        yield Finding("no_weekday", {"value": contract.working_days}, day=contract.first)
    if contract.weekly_minutes and not contract.working_days:
        yield Finding("no_working_days", facts, day=contract.first)
    if contract.salary is not None and contract.salary < 0:
        yield Finding("negative_salary", facts, day=contract.first)
