"""Kinds of pay and figures, as people read them."""

from decimal import Decimal

import pytest
from django.utils import translation

from timetracking.pay.wording import (
    clock,
    figure,
    kind_label,
    length,
    preset_name,
    weekday_names,
)


@pytest.mark.parametrize(
    ("name", "factor", "label"),
    [
        ("regular", "1", "Regular hours"),
        ("overtime", "1.25", "Overtime \N{MULTIPLICATION SIGN}1.25"),
        ("night", "0.25", "Night +25 %"),
        ("overtime_premium", "0.5", "Overtime premium +50 %"),
        ("own_kind", "0.1", "Own kind +10 %"),
    ],
)
def test_a_kind_has_its_figure(name: str, factor: str, label: str) -> None:
    assert kind_label(name, Decimal(factor)) == label


def test_figures_are_written_as_the_reader_does() -> None:
    assert figure(Decimal("1.50")) == "1.5"
    assert figure(Decimal(100)) == "100"
    with translation.override("de"):
        assert figure(Decimal("1.50")) == "1,5"


def test_lengths_times_and_days() -> None:
    assert (length(75), length(-75)) == ("1 h 15", "\N{MINUS SIGN}1 h 15")
    assert (clock(0), clock(1440), clock(1325)) == ("0:00", "24:00", "22:05")
    assert weekday_names((1, 2, 3, 4, 5, 6, 7)) == "every day"
    assert weekday_names((7, 6)) == "Saturday, Sunday"


def test_presets_have_the_names_of_their_places() -> None:
    assert [preset_name(code) for code in ("ES", "UK", "US-CA")] == [
        *("Spain", "United Kingdom", "United States (California)")
    ]
