"""Who is missing at every kiosk."""

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, text_of
from tests.timetracking.places import place
from timetracking.models import Employee
from timetracking.staff.placing import is_unplaced


def test_without_a_location_nobody_is_missing(ana: Employee) -> None:
    assert not is_unplaced(ana)


def test_those_at_no_open_location_are(
    ana: Employee, ben: Employee, make_employee: MakeEmployee
) -> None:
    gone = make_employee("Ida", is_active=False)
    place("Bar", ben)
    place("Old", ana, is_active=False)
    assert [is_unplaced(person) for person in (ana, ben, gone)] == [True, False, False]


@pytest.mark.parametrize("has_location", [True, False])
def test_the_list_warns_of_them(
    browse: Browse, manager: Employee, ana: Employee, *, has_location: bool
) -> None:
    if has_location:
        place("Bar", manager)
    page = browse(manager).get("/people/")
    assert page.context["unplaced"] == ([ana] if has_location else [])
    assert ("These people are not shown at any kiosk" in text_of(page)) is has_location
