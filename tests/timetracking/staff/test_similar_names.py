"""Names that are spelled differently are found by their trigrams."""

import pytest

from tests.timetracking.conftest import MakeEmployee
from timetracking.models import Employee
from timetracking.staff.similar_names import similar


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Gonzales", ["María González Pérez"]),
        ("gonsalez", ["María González Pérez"]),
        ("Gonzlaez maria", ["María González Pérez"]),
        ("peres GONZALES", ["María González Pérez"]),
        ("Jurgen Weis", ["Jürgen Weiß"]),
        ("Gonzales Weis", []),
        ("xyz", []),
        ("' OR 1=1 --", []),
        ("%%%", []),
        ("", []),
    ],
)
def test_names_that_are_spelled_differently_are_found(
    words: str, found: list[str], owner: Employee, make_employee: MakeEmployee
) -> None:
    for name in ("María González Pérez", "Jürgen Weiß", "Bob"):
        make_employee(name)
    names = Employee.objects.filter(pk__in=similar(words)).values_list("name", flat=True)
    assert list(names) == found
