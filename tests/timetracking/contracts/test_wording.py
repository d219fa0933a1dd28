from decimal import Decimal

import pytest

from timetracking.contracts.wording import hours_a_week, paid, working_days
from timetracking.models import Contract


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        ([480] * 5 + [0, 0], "Mon\u2013Fri"),
        ([0] * 7, ""),
        ([450, 450, 450, 450, 449, 0, 0], "Mon\u2013Fri"),
        ([480, 0, 480, 0, 0, 0, 480], "Mon, Wed, Sun"),
        ([480, 480, 0, 0, 240, 0, 0], "Mon 8:00, Tue 8:00, Fri 4:00"),
        ([60] * 7, "Mon\u2013Sun"),
    ],
)
def test_working_days_are_short(minutes: list[int], text: str) -> None:
    assert working_days(minutes) == text


@pytest.mark.parametrize(
    ("hours", "text"),
    [("40.00", "40 h a week"), ("38.50", "38.5 h a week"), ("0", "on call, no fixed hours")],
)
def test_hours_have_no_needless_zeros(hours: str, text: str) -> None:
    assert hours_a_week(Decimal(hours)) == text


def test_a_salary_has_the_currency() -> None:
    assert paid(Contract(pay="salary", salary=Decimal("2400.00")), "EUR") == "€2,400.00 a month"
    assert paid(Contract(), "EUR") == "paid by the hour"
