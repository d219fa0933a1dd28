"""Rule sets as JSON: stored, read again, compared with their preset."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.timetracking.pay.building import night, steps
from timetracking.pay.engine.data import UnreadableRules, as_data, changed, from_data
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import Additional, Bank, RuleSet, Sourced

X = {"schema": 1, "name": "x"}
FULL = replace(
    PRESETS["DE"],
    version=3,
    daily=steps((8, "1.25")),
    bank=Bank(cap=600),
    additional=Additional(Decimal("1.10"), 30),
    minimum_shift=Sourced(180, "agreement"),
    wage_types=(("regular", "1000"), ("night-25", "2000")),
)


@pytest.mark.parametrize("rules", [*PRESETS.values(), FULL], ids=lambda rules: rules.name)
def test_a_rule_set_comes_back_as_it_was(rules: RuleSet) -> None:
    assert from_data(json.loads(json.dumps(as_data(rules)))) == rules


def test_a_field_that_is_missing_has_its_default() -> None:
    assert from_data({"schema": 1, "name": "old"}) == RuleSet("old")


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({"name": "x"}, "schema"),
        ({"schema": 2, "name": "x"}, "schema"),
        ({"schema": 1}, "name"),
        (X | {"nights": []}, "nights"),
        (X | {"week_start": "1"}, "week_start"),
        (X | {"week_start": True}, "week_start"),
        (X | {"workday": "week"}, "workday"),
        (X | {"workday": []}, "workday"),
        (X | {"daily": 1}, "daily"),
        (X | {"daily": [{"after": 1, "multiplier": 2}]}, "daily.0.multiplier"),
        (X | {"daily": [{"after": 1, "multiplier": "NaN"}]}, "daily.0.multiplier"),
        (X | {"daily": [{"multiplier": "2"}]}, "daily.0.after"),
        (X | {"daily": [7]}, "daily.0"),
        (X | {"limits": {"breaks": [[1]]}}, "limits.breaks.0"),
    ],
)
def test_data_that_are_no_rule_set(data: dict[str, Any], path: str) -> None:
    with pytest.raises(UnreadableRules) as refused:
        from_data(data)
    assert refused.value.path == path


@pytest.mark.parametrize("data", [None, [], "DE"])
def test_what_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(UnreadableRules):
        from_data(data)


def test_what_a_company_changed_of_its_preset() -> None:
    own = replace(PRESETS["ES"], name="own", version=4, premiums=(night("30"),))
    assert list(changed(own, PRESETS["ES"])) == ["premiums"]
    assert changed(replace(PRESETS["ES"], version=2), PRESETS["ES"]) == {}


@pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))
def test_each_rule_of_a_preset_names_its_source(preset: RuleSet) -> None:
    rules = [*preset.daily, *preset.weekly, *preset.seventh_day, *preset.premiums]
    sourced: list[Any] = [preset.additional, preset.paid_break_up_to, preset.minimum_shift]
    limits = preset.limits
    sourced += [limits.rest, limits.weekly_average, limits.daily]
    assert all(rule.source for rule in [*rules, *filter(None, sourced)])
    assert bool(preset.averages_source) == preset.averages_rates
    assert bool(limits.breaks) == bool(limits.breaks_source)
    assert bool(limits.days_in_a_row) == bool(limits.days_source)
