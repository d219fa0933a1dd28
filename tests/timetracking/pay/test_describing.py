"""Rule sets in words, each rule with its source."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.utils import translation

from timetracking.pay.describing import changes, sections, stated
from timetracking.pay.engine.presets import PRESETS
from timetracking.pay.engine.rules import Bank, Rounding, RuleSet, Step


def texts(rules: RuleSet, field: str) -> list[str]:
    every = [rule for section in sections(rules) for rule in section.rules]
    return next(rule.texts for rule in every if rule.field == field)


@pytest.mark.parametrize("language", ["en", "de", "es"])
@pytest.mark.parametrize("code", PRESETS)
def test_every_preset_is_told_in_every_language(code: str, language: str) -> None:
    with translation.override(language):
        told = stated(PRESETS[code])
        assert all(
            one.text for section in told for rule in section.rules for one in rule.statements
        )


def test_steps_and_premiums_are_told_with_their_sources() -> None:
    assert texts(PRESETS["US-CA"], "daily") == [
        "over 8 h 00 a day: 1.5 times the rate",
        "over 12 h 00 a day: 2 times the rate",
    ]
    night = next(
        one
        for section in sections(PRESETS["ES"])
        for rule in section.rules
        for one in rule.statements
        if rule.field == "premiums"
    )
    assert (night.text, night.is_customary) == ("Night +25 %, 22:00\N{EN DASH}6:00", True)
    assert "ET art. 36" in night.source


def test_what_has_no_effect_is_left_out() -> None:
    fields = [rule.field for section in stated(RuleSet("")) for rule in section.rules]
    assert fields == ["workday", "week_start"]
    assert texts(RuleSet(""), "rounding_in") == ["\N{EN DASH}"]


def test_the_end_of_the_bank_is_told() -> None:
    def told(bank: Bank) -> str:
        return texts(RuleSet("", bank=bank), "bank")[-1]

    assert "what is beyond expires" in told(Bank(cap=600, pays_beyond_cap=False))
    assert "what is beyond is paid out" in told(Bank(cap=600))
    assert "all of it is paid out" in told(Bank(pays_out=True))


def test_what_a_company_changed_is_told_in_both_versions() -> None:
    own = replace(
        PRESETS["ES"],
        rounding_in=Rounding(5, "up"),
        weekly=(Step(2400, Decimal("1.75"), "Convenio"),),
    )
    told = {one.label: (one.own, one.preset) for one in changes(own, PRESETS["ES"])}
    assert told == {
        "Rounding of the beginning": (["up to the next 5 minutes"], ["\N{EN DASH}"]),
        "Overtime of a week": (
            ["over 40 h 00 a week: 1.75 times the rate (Convenio)"],
            ["over 40 h 00 a week: 1 times the rate (ET art. 34.1, 35.1)"],
        ),
    }
