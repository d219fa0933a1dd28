"""Periods of whole days, as an address names them."""

from datetime import date

import pytest

from timetracking.base.errors import UnknownPeriod
from timetracking.base.periods import Period

TODAY = date(2026, 11, 18)


def shown(first: str, last: str) -> Period:
    return Period.shown(first, last, today=TODAY, starts_on=1)


@pytest.mark.parametrize(
    ("first", "last", "period"),
    [
        ("", "", Period(date(2026, 11, 16), date(2026, 11, 22))),
        ("2026-03-02", "", Period(date(2026, 3, 2), date(2026, 3, 8))),
        ("", "2026-03-08", Period(date(2026, 3, 2), date(2026, 3, 8))),
        ("2026-03-02", "2026-03-02", Period(date(2026, 3, 2), date(2026, 3, 2))),
        ("2026-03-01", "2026-03-31", Period(date(2026, 3, 1), date(2026, 3, 31))),
        ("2026-02-01", "2026-04-03", Period(date(2026, 2, 1), date(2026, 4, 3))),
    ],
)
def test_an_address_names_a_period(first: str, last: str, period: Period) -> None:
    assert shown(first, last) == period


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2026-03-08", "2026-03-02"),
        ("2026-02-01", "2026-04-04"),
        ("2026-02-30", "2026-03-04"),
        ("20260302", "20260308"),
        ("2026-W10-1", "2026-W10-7"),
        ("0001-01-01", "0001-01-07"),
        ("9999-12-25", "9999-12-31"),
        ("9999-12-31", ""),
        ("", "0001-01-01"),
        ("x", ""),
        ("\N{FULLWIDTH DIGIT TWO}026-03-02", "2026-03-08"),
    ],
)
def test_what_names_none_is_refused(first: str, last: str) -> None:
    with pytest.raises(UnknownPeriod):
        shown(first, last)


def test_a_month_leads_to_months_and_other_days_to_as_many() -> None:
    march = Period.month_of(date(2026, 3, 17))
    assert (march.previous, march.next) == (
        Period.month_of(date(2026, 2, 1)),
        Period.month_of(date(2026, 4, 1)),
    )
    week = shown("2026-03-02", "2026-03-08")
    assert week.next == shown("2026-03-09", "2026-03-15")
    assert week.previous == shown("2026-02-23", "2026-03-01")
    assert Period.month_of(date(2026, 12, 3)).next.first == date(2027, 1, 1)
