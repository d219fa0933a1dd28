from datetime import timedelta

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from timetracking.models import Employee


def test_the_team_page_tells_who_is_in(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 8, 58))
    make_log(ben, madrid(18, 8), madrid(18, 12))
    response = browse(manager).get("/team/")
    (present,) = response.context["present"]
    assert (present.employee, present.since) == (ana, madrid(18, 8, 58))
    assert present.worked == timedelta(hours=4, minutes=2)
    assert response.context["absent"] == [ben, manager]
    assert "since 08:58" in text_of(response)


def test_those_who_left_are_not_on_it(
    manager: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    make_employee("Gone", is_active=False)
    assert browse(manager).get("/team/").context["absent"] == [manager]


def test_names_sort_as_people_look_for_them(
    manager: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    for name in ("zoe", "Yan", "anton"):
        make_employee(name, signs_in=False)
    absent = browse(manager).get("/team/").context["absent"]
    assert [employee.name for employee in absent] == ["anton", "Max", "Yan", "zoe"]


def test_the_page_asks_the_database_little(
    manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    for number in range(10):
        make_log(make_employee(f"Someone{number}", signs_in=False), madrid(18, 8))
    client = browse(manager)
    with asks(9):  # session, user, employee, company; places, logs, breaks, people, waiting
        client.get("/team/")
