"""Texts that no spreadsheet computes: rule 24."""

import pytest

from timetracking.base.spreadsheets import neutralised


@pytest.mark.parametrize("text", ["=1+1", "+1", "@SUM(A1)", " =1", "\t1", "-1+2", "\uff1d1"])
def test_formulas_are_neutralised(text: str) -> None:
    assert neutralised(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Ana", "-Ana", "Ñandú", "東京", "", "1", "A=B"])
def test_other_texts_stay(text: str) -> None:
    assert neutralised(text) == text
