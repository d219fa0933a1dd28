from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timetracking.base.pay_schedule import Change, Kind, Schedule, fits
from timetracking.base.periods import Period

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def choosing(kind: Kind, first: date) -> Schedule:
    return Schedule().changed(kind, first, since=None)


def test_without_a_choice_periods_are_calendar_months() -> None:
    assert Schedule.of([]).period_of(date(2028, 2, 29)) == Period(
        date(2028, 2, 1), date(2028, 2, 29)
    )


@pytest.mark.parametrize(
    ("kind", "first", "day", "expected"),
    [
        (Kind.WEEKLY, date(2026, 11, 4), date(2026, 11, 3), ("2026-10-28", "2026-11-03")),
        (Kind.WEEKLY, date(2026, 11, 4), date(2026, 11, 4), ("2026-11-04", "2026-11-10")),
        (Kind.TWO_WEEKLY, date(2026, 11, 2), date(2026, 10, 20), ("2026-10-19", "2026-11-01")),
        (Kind.HALF_MONTHLY, date(2026, 11, 1), date(2026, 2, 28), ("2026-02-16", "2026-02-28")),
        (Kind.HALF_MONTHLY, date(2026, 11, 16), date(2026, 2, 15), ("2026-02-01", "2026-02-15")),
        (Kind.HALF_MONTHLY, date(2026, 11, 10), date(2026, 12, 5), ("2026-11-25", "2026-12-09")),
        (Kind.MONTHLY, date(2026, 11, 26), date(2026, 11, 25), ("2026-10-26", "2026-11-25")),
        (Kind.MONTHLY, date(2026, 11, 28), date(2028, 2, 29), ("2028-02-28", "2028-03-27")),
    ],
)
def test_periods_begin_on_the_chosen_day(
    kind: Kind, first: date, day: date, expected: tuple[str, str]
) -> None:
    period = choosing(kind, first).period_of(day)
    assert (period.first.isoformat(), period.last.isoformat()) == expected


@given(kind=st.sampled_from(Kind), first=DAYS, day=DAYS, since=DAYS, then=st.sampled_from(Kind))
def test_each_day_belongs_to_one_period_whatever_changes(
    kind: Kind, first: date, day: date, since: date, then: Kind
) -> None:
    first = first if fits(kind, first) else first.replace(day=1)
    schedule = choosing(kind, first)
    boundary = schedule.next(schedule.period_of(since)).first
    later = schedule.changed(then, boundary.replace(day=1), since=boundary)
    for one in (schedule, later):
        period = one.period_of(day)
        assert period.first <= day <= period.last
        assert {one.period_of(inside) for inside in period.days} == {period}
        assert one.previous(period).last == period.first - timedelta(days=1)
        assert one.next(period).first == period.last + timedelta(days=1)
        assert one.previous(one.next(period)) == period
        assert Schedule.of(one.stored) == one
    assert later.begins(boundary)


def test_a_change_cuts_the_first_period_and_none_before_it() -> None:
    weekly = Schedule().changed(Kind.WEEKLY, date(2026, 12, 7), since=date(2026, 12, 1))
    assert weekly.period_of(date(2026, 11, 30)) == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert weekly.period_of(date(2026, 12, 1)) == Period(date(2026, 12, 1), date(2026, 12, 6))
    assert weekly.period_of(date(2026, 12, 7)) == Period(date(2026, 12, 7), date(2026, 12, 13))


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        (Kind.MONTHLY, 28, True),
        (Kind.MONTHLY, 29, False),
        (Kind.HALF_MONTHLY, 13, True),
        (Kind.HALF_MONTHLY, 14, False),
        (Kind.HALF_MONTHLY, 15, False),
        (Kind.HALF_MONTHLY, 16, True),
        (Kind.HALF_MONTHLY, 28, True),
        (Kind.HALF_MONTHLY, 29, False),
        (Kind.WEEKLY, 31, True),
    ],
)
def test_only_days_that_every_month_has_can_begin_a_period(
    kind: Kind, day: int, *, expected: bool
) -> None:
    assert fits(kind, date(2026, 10, day)) is expected


def test_a_schedule_is_stored_as_text() -> None:
    change = Change(date(2026, 12, 1), Kind.TWO_WEEKLY, date(2026, 12, 7))
    assert change.text == "2026-12-01 two-weekly 2026-12-07"
    assert Change.parse(change.text) == change
