"""The history of an entry: what was changed, for people to read, and nothing secret."""

from tests.timetracking.conftest import Browse, MakeEmployee, text_of
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import Employee
from timetracking.staff import employees


def test_the_history_tells_who_changed_what(owner: Employee, ana: Employee, browse: Browse) -> None:
    bar = place("Bar")
    ana.name = "Anna"
    employees.save(ana, by=Author(owner), membership={bar.pk: True})
    text = text_of(browse(owner).get(f"/people/{ana.pk}/history/"))
    assert "Olga changed the profile" in text
    assert "Anna" in text
    assert "Bar" in text


def test_it_has_no_digest_of_a_pin(owner: Employee, ana: Employee, browse: Browse) -> None:
    pins.set_pin(ana, "836194", by=Author(owner))
    text = text_of(browse(owner).get(f"/people/{ana.pk}/history/"))
    assert "PIN" in text
    assert "digest" not in text
    assert "836194" not in text


def test_an_entry_without_changes_says_so(
    owner: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    nik = make_employee("Nik", signs_in=False)
    assert "Nothing has been recorded yet" in text_of(
        browse(owner).get(f"/people/{nik.pk}/history/")
    )
