"""The minutes that rounding and deductions give and take."""

from dataclasses import replace

from tests.timetracking.pay.building import JUNE, Shifts, paid, person
from timetracking.pay.engine.book import RuleBook
from timetracking.pay.engine.fairness import Effect, effects
from timetracking.pay.engine.rules import Rounding, RuleSet

RULES = RuleSet("rounding", rounding_in=Rounding(15), rounding_out=Rounding(15))


def test_each_shift_says_what_it_won_and_lost() -> None:
    worked = Shifts().add("2026-06-01 08:05", "16:10", deducted=30)
    worked.add("2026-06-02 08:08", "16:00")
    found = effects(person(worked), JUNE, RuleBook.of(RULES))
    days = JUNE.days
    assert found == (
        Effect(1, days[0], clocked=485, rounded=10, deducted=30, counted=465),
        Effect(2, days[1], clocked=472, rounded=-7, deducted=0, counted=465),
    )
    assert sum(one.counted for one in found) == paid(worked, RULES).hours.minutes


def test_a_shift_that_is_rounded_away_lost_all() -> None:
    up = replace(RULES, rounding_in=Rounding(15, "up"), rounding_out=Rounding(15, "down"))
    (effect,) = effects(person(Shifts().add("2026-06-01 08:04", "08:10")), JUNE, RuleBook.of(up))
    assert (effect.clocked, effect.rounded, effect.counted) == (6, -6, 0)
