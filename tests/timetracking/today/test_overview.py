"""Today: who is in, who needs a look, who is on a break, who has left, and what there is to do."""

from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    text_of,
)
from tests.timetracking.places import place
from timetracking.models import Break, BreakKind, Employee, WorkLog

HTMX = {"HX-Request": "true"}


def on_break(log: WorkLog, minutes: int) -> None:
    Break.objects.create(
        work_log=log,
        kind=BreakKind.objects.get(),
        is_paid=False,
        start=NOW - timedelta(minutes=minutes),
    )


def groups(answer: Any) -> dict[str, list[str]]:
    today = answer.context["today"]
    rows = {name: getattr(today, name) for name in ("late", "working", "on_break", "left")}
    found = {name: [row.employee.name for row in group] for name, group in rows.items()}
    return found | {"absent": [employee.name for employee in today.absent]}


def test_everyone_is_in_one_of_the_groups(
    manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    names = ("Late", "Working", "Pausing", "Dawdling", "Gone", "Yesterday")
    people = {name: make_employee(name, signs_in=False) for name in names}
    make_log(people["Late"], NOW - timedelta(hours=13))
    make_log(people["Working"], madrid(18, 8, 58))
    on_break(make_log(people["Pausing"], madrid(18, 9)), 60)
    on_break(make_log(people["Dawdling"], madrid(18, 9)), 61)
    make_log(people["Gone"], madrid(18, 6), madrid(18, 12))
    make_log(people["Yesterday"], madrid(17, 6), madrid(17, 12))
    make_employee("Former", is_active=False)
    answer = browse(manager).get("/today/")
    assert groups(answer) == {
        "late": ["Dawdling", "Late"],
        "working": ["Working"],
        "on_break": ["Pausing"],
        "left": ["Gone"],
        "absent": ["Max", "Yesterday"],
    }
    text = text_of(answer)
    assert "in since 08:58" in text
    assert "left at 12:00" in text
    assert "still clocked in?" in text
    assert "long break" in text


def test_a_break_that_the_rules_require_is_not_too_long(
    company: Any, manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    company.rules.long_break_minutes = 90
    company.rules.save()
    on_break(make_log(ana, madrid(18, 9)), 61)
    assert groups(browse(manager).get("/today/"))["on_break"] == ["Ana"]


def test_who_left_has_the_hours_of_the_day_as_on_the_timesheet(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 22), madrid(18, 2))
    make_log(ana, madrid(18, 6), madrid(18, 8), review="late")
    make_log(ana, madrid(18, 10), madrid(18, 12, 30))
    (left,) = browse(manager).get("/today/").context["today"].left
    assert left.worked == timedelta(hours=4, minutes=30)
    assert left.to_review


def test_whoever_is_in_again_has_not_left(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 6), madrid(18, 8))
    make_log(ana, madrid(18, 9))
    found = groups(browse(manager).get("/today/"))
    assert (found["working"], found["left"]) == (["Ana"], [])


def test_breaks_have_the_colour_of_the_board(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    on_break(make_log(ana, madrid(18, 9)), 5)
    assert "person--break" in browse(manager).get("/today/").content.decode()


def test_names_sort_as_people_look_for_them(
    manager: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    for name in ("zoe", "Yan", "anton"):
        make_employee(name, signs_in=False)
    assert groups(browse(manager).get("/today/"))["absent"] == ["anton", "Max", "Yan", "zoe"]


def test_it_shows_one_location(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    bar, cafe = place("Bar", ana), place("Café", ben)
    make_log(ana, madrid(18, 9), location=bar)
    client = browse(manager)
    assert groups(client.get(f"/today/?location={bar.pk}"))["working"] == ["Ana"]
    found = groups(client.get(f"/today/?location={cafe.pk}"))
    assert (found["working"], found["absent"]) == ([], ["Ben"])


@pytest.mark.parametrize("asked", ["0", "999999", "x", "1e3", "²", "9" * 30])
def test_a_location_that_there_is_not_leads_to_everyone(
    asked: str, manager: Employee, browse: Browse
) -> None:
    client = browse(manager)
    assert client.get("/today/", {"location": asked})["Location"] == "/today/"
    assert "That location does not exist" in text_of(client.get("/today/"))


def test_it_sends_nothing_while_nothing_changes(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog, clock: Any
) -> None:
    log = make_log(ana, madrid(18, 9))
    client = browse(manager)
    version = client.get("/today/").context["version"]
    seen = {"seen": version}
    assert client.get("/today/", seen, headers=HTMX).status_code == 204
    log.review = "late"
    log.save()
    answer = client.get("/today/", seen, headers=HTMX)
    assert answer.status_code == 200
    assert b"<html" not in answer.content
    seen = {"seen": answer.context["version"]}
    clock.shift(timedelta(minutes=1))
    assert client.get("/today/", seen, headers=HTMX).status_code == 200


def test_what_there_is_to_do_leads_to_the_approvals(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 9), madrid(17, 17), review="stated")
    answer = browse(manager).get("/today/")
    assert answer.context["to_do"] == {"review": 1}
    assert "1 shift to check" in text_of(answer)


def test_the_page_asks_the_database_little(
    manager: Employee, make_employee: MakeEmployee, browse: Browse, make_log: MakeLog
) -> None:
    for number in range(10):
        make_log(make_employee(f"Someone{number}", signs_in=False), madrid(18, 8))
        make_log(make_employee(f"Other{number}", signs_in=False), madrid(18, 8), madrid(18, 9))
    client = browse(manager)
    # session, user, employee, company; places; logs, breaks, people; who left, with breaks; what
    # waits, twice; the own clock; the people to warn about, the rules
    with asks(15):
        client.get("/today/")
