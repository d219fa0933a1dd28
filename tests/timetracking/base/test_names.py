"""Names as tablets and lists shorten them."""

import pytest

from timetracking.base.names import first_name, initial, short_name


@pytest.mark.parametrize(
    ("name", "short", "first", "letter"),
    [
        ("Ana", "Ana", "Ana", "A"),
        ("Ana Moreno", "Ana M.", "Ana", "A"),
        ("Maria Garcia Lopez", "Maria G. L.", "Maria", "M"),
        ("Sven (2)", "Sven", "Sven", "S"),
        ("(2) Sven Berg", "Sven B.", "Sven", "S"),
        ("Lena Groß Jr.", "Lena G.", "Lena", "L"),
        ("Dr. Özlem Kaya", "Özlem K.", "Özlem", "Ö"),
        ("Juan Pérez III", "Juan P.", "Juan", "J"),
        ("Tomás 'Tom' Vidal", "Tomás T. V.", "Tomás", "T"),
        ("élodie -", "élodie", "élodie", "É"),
        ("(7)", "(7)", "(7)", "7"),
        ("Dr. Jr.", "Jr.", "Jr.", "J"),
        ("Amartya Sen", "Amartya S.", "Amartya", "A"),
        ("Kim Jun", "Kim J.", "Kim", "K"),
        ("Karl Weiß sen.", "Karl W.", "Karl", "K"),
        ("D'Angelo O'Neil", "D'Angelo O.", "D'Angelo", "D"),
    ],
)
def test_a_name_is_shortened(name: str, short: str, first: str, letter: str) -> None:
    assert (short_name(name), first_name(name), initial(name)) == (short, first, letter)
