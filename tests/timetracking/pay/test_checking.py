"""Rules, contracts and rates that contradict themselves, and the sentences for it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from tests.timetracking.pay.building import NEW_YEAR, night, steps
from timetracking.pay import errors
from timetracking.pay.engine import checking
from timetracking.pay.engine.findings import Finding
from timetracking.pay.engine.inputs import Contract, Rate
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import (
    Additional,
    Bank,
    Limits,
    Premium,
    Rounding,
    RuleSet,
    Sourced,
    Step,
)

PLAIN = RuleSet("plain")
FULL_TIME = Contract(NEW_YEAR, 2400)


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_a_preset_contradicts_nothing(preset: RuleSet) -> None:
    assert checking.rule_set(preset) == []


@pytest.mark.parametrize(
    ("rules", "code", "field"),
    [
        (replace(PLAIN, daily=steps((8, "1.5"), (10, "1.25"))), "steps_go_down", "daily.1"),
        (replace(PLAIN, daily=steps((8, "1.5"), (10, "1.5"))), "steps_go_down", "daily.1"),
        (replace(PLAIN, weekly=steps((48, "1.5"), (40, "2"))), "steps_out_of_order", "weekly.1"),
        (replace(PLAIN, daily=steps((8, "0.5"))), "step_below_rate", "daily.0"),
        (replace(PLAIN, daily=steps((24, "1.5"))), "step_outside", "daily.0"),
        (replace(PLAIN, daily=(Step(-1, Decimal(2)),)), "step_outside", "daily.0"),
        (replace(PLAIN, premiums=(night(begins=22, ends=22),)), "empty_window", "premiums.0"),
        (replace(PLAIN, premiums=(night(begins=25),)), "window_outside", "premiums.0"),
        (replace(PLAIN, premiums=(night("-1"),)), "negative_percent", "premiums.0"),
        (replace(PLAIN, premiums=(night(), night())), "premium_twice", "premiums.1"),
        (replace(PLAIN, premiums=(replace(night(), weekdays=()),)), "no_weekday", "premiums.0"),
        (replace(PLAIN, premiums=(Premium("", Decimal(1)),)), "premium_unclear", "premiums.0"),
        (replace(PLAIN, rounding_in=Rounding(7)), "rounding_step", "rounding_in"),
        (replace(PLAIN, week_start=0), "no_weekday", "week_start"),
        (replace(PLAIN, half_holiday_from=0), "half_holiday_outside", "half_holiday_from"),
        (replace(PLAIN, bank=Bank(cap=-1)), "negative_cap", "bank"),
        (replace(PLAIN, minimum_shift=Sourced(0)), "minutes_outside", "minimum_shift"),
        (replace(PLAIN, additional=Additional(Decimal(0))), "step_below_rate", "additional"),
        (replace(PLAIN, limits=Limits(average_weeks=0)), "average_weeks", "limits.average_weeks"),
        (
            replace(PLAIN, limits=Limits(breaks=((360, 45), (540, 30)))),
            "breaks_go_down",
            "limits.breaks",
        ),
    ],
)
def test_rules_that_contradict_themselves(rules: RuleSet, code: str, field: str) -> None:
    (finding,) = checking.rule_set(rules)
    assert (finding.code, finding.field) == (code, field)
    assert "%(" not in errors.sentence(finding)


def test_two_contracts_for_one_day() -> None:
    later = Contract(date(2026, 6, 1), 1200)
    (finding,) = checking.contracts([later, FULL_TIME])
    assert (finding.code, finding.day) == ("two_contracts", date(2026, 6, 1))
    assert errors.sentence(finding).startswith("There would be two contracts for ")


def test_a_contract_may_begin_on_the_day_after_the_last() -> None:
    earlier = replace(FULL_TIME, last=date(2026, 5, 31))
    assert checking.contracts([Contract(date(2026, 6, 1), 1200), earlier]) == []


@pytest.mark.parametrize(
    ("contract", "code"),
    [
        (replace(FULL_TIME, last=date(2025, 12, 31)), "contract_ends_before"),
        (replace(FULL_TIME, weekly_minutes=168 * 60 + 1), "weekly_hours_outside"),
        (replace(FULL_TIME, weekly_minutes=-1), "weekly_hours_outside"),
        (replace(FULL_TIME, working_days=()), "no_working_days"),
        (replace(FULL_TIME, working_days=(8,)), "no_weekday"),
        (replace(FULL_TIME, salary=Decimal(-1)), "negative_salary"),
    ],
)
def test_contracts_that_cannot_be(contract: Contract, code: str) -> None:
    (finding,) = checking.contracts([contract])
    assert finding.code == code
    assert errors.sentence(finding)


def test_a_contract_of_no_hours_is_fine() -> None:
    assert checking.contracts([replace(FULL_TIME, weekly_minutes=0, working_days=())]) == []


def test_rates_that_cannot_be() -> None:
    rates = [
        Rate(NEW_YEAR, Decimal(-1)),
        Rate(NEW_YEAR, Decimal(10)),
        Rate(NEW_YEAR, Decimal(9), "x"),
    ]
    found = checking.rates(rates)
    assert [finding.code for finding in found] == ["negative_rate", "two_rates"]
    assert all(errors.sentence(finding) for finding in found)


def test_two_versions_from_one_day() -> None:
    assert [one.code for one in checking.versions([NEW_YEAR, NEW_YEAR])] == ["two_versions"]


def test_a_sentence_shows_figures_as_people_write_them() -> None:
    facts = {"minutes": 601, "most": 600}
    with translation.override("en"):
        sentence = errors.sentence(Finding("long_day", facts, day=NEW_YEAR))
    assert sentence == "10 h 01 on one day. The most allowed is 10 h 00."


def test_rules_that_cannot_be_read_say_where() -> None:
    assert "daily.0.after" in str(errors.RulesUnreadable("daily.0.after"))


def test_an_error_says_all_that_is_wrong() -> None:
    rules = replace(PLAIN, week_start=0, rounding_in=Rounding(7))
    error = errors.RulesRefused(checking.rule_set(rules))
    assert len(error.findings) == 2
    assert "Monday" in str(error)
    assert "5, 6, 10 or 15" in str(error)


@pytest.mark.parametrize("code", sorted(errors._SENTENCES))
def test_a_sentence_needs_no_other_facts_than_its_own(code: str) -> None:
    names = (
        *("after", "before", "begins", "days", "due", "ends", "first", "least", "longest"),
        *("minute", "minutes", "most", "percent", "since", "taken", "worked"),
    )
    facts = dict.fromkeys(names, 1) | {"multiplier": Decimal("1.50"), "first": NEW_YEAR}
    assert errors.sentence(Finding(code, facts))
