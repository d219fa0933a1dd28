"""What a change does to the past is shown in stretches of days."""

from datetime import date, timedelta

from tests.timetracking.conftest import MakeLog, madrid
from tests.timetracking.contracts.agreed import TODAY, contract
from timetracking.contracts.effects import of_contracts, of_rates
from timetracking.models import Employee, Holiday, Rate


def test_other_hours_change_the_target_but_not_that_of_a_holiday(ana: Employee) -> None:
    Holiday.objects.create(day=date(2026, 11, 17), name="Company day")
    before = [contract(ana, date(2026, 11, 16))]
    after = [contract(ana, date(2026, 11, 16), hours="20")]
    (stretch,) = of_contracts(ana, before, after, today=TODAY).stretches
    assert stretch.before == "40 h a week, Mon\u2013Fri, paid by the hour"
    assert stretch.after == "20 h a week, Mon\u2013Fri, paid by the hour"
    assert stretch.target_before == timedelta(hours=16)
    assert stretch.target_after == timedelta(hours=8)


def test_days_that_stay_as_they_are_are_no_stretch(ana: Employee) -> None:
    before = [contract(ana, date(2026, 1, 1))]
    parts = [contract(ana, date(2026, 1, 1), date(2026, 5, 31)), contract(ana, date(2026, 6, 1))]
    assert of_contracts(ana, before, parts, today=TODAY).stretches == ()
    assert of_contracts(ana, [], [], today=TODAY).stretches == ()


def test_what_lies_ahead_is_no_stretch(ana: Employee) -> None:
    after = [contract(ana, TODAY + timedelta(days=1))]
    assert of_contracts(ana, [], after, today=TODAY).stretches == ()


def test_each_old_rate_is_a_stretch_of_its_own(ana: Employee, make_log: MakeLog) -> None:
    for day in (3, 11):
        make_log(ana, madrid(day, 9), madrid(day, 17))
    before = [
        Rate(employee=ana, starts_on=date(2026, 11, 1), amount=10),
        Rate(employee=ana, starts_on=date(2026, 11, 9), amount=11),
    ]
    after = [Rate(employee=ana, starts_on=date(2026, 11, 1), amount=12)]
    effect = of_rates(ana, before, after, today=TODAY)
    assert [(one.first.day, one.before, one.after, one.shifts) for one in effect.stretches] == [
        (1, "10.00", "12.00", 1),
        (9, "11.00", "12.00", 1),
    ]
    assert effect.token != of_rates(ana, before[:1], after, today=TODAY).token
