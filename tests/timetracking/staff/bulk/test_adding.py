"""Adding a list: what is said of each line, all or nobody, and taking it back."""

import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import SecurityEvent, User
from tests.timetracking.conftest import (
    NOW,
    Browse,
    Here,
    MakeEmployee,
    asks,
    text_of,
)
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import AuditLine, Employee, Role, WorkLog
from timetracking.staff.bulk.adding import add_people
from timetracking.staff.bulk.checking import Row
from timetracking.staff.bulk.columns import Line
from timetracking.trail.comparing import differences

PATH = "/people/import/"
LIST = "Name;E-Mail;Rolle;Stundenlohn\nCleo;cleo@example.com;Team;13,20\nDario;;;\n"


def preview(client: Any, people: str = LIST, **more: Any) -> Any:
    return client.post(PATH, {"people": people, "place": ""} | more)


def sent(page: Any, **more: Any) -> dict[str, Any]:
    """Return what the check page sends back to add the people."""
    return {"list": page.context["list"], "place": page.context["place"], "act": "add"} | more


def rows(page: Any) -> list[tuple[str, set[str]]]:
    return [(shown.row.outcome, set(shown.row.problems)) for shown in page.context["rows"]]


def test_nothing_is_saved_before_it_was_seen(browse: Browse, manager: Employee) -> None:
    page = preview(browse(manager))
    assert page.status_code == 200
    assert rows(page) == [("new", set()), ("new", set())]
    assert not Employee.objects.filter(name="Cleo").exists()


def test_all_are_added_with_a_line_of_the_trail_each(
    browse: Browse, owner: Employee, django_capture_on_commit_callbacks: Any
) -> None:
    bar = place("Bar")
    client = browse(owner)
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(PATH, sent(preview(client), invites="on"))
    assert response["Location"] == "/people/import/done/"
    cleo, dario = Employee.objects.filter(name__in=["Cleo", "Dario"]).order_by("name")
    assert (cleo.email, str(cleo.hourly_rate), cleo.status) == (
        "cleo@example.com",
        "13.20",
        "invited",
    )
    assert (dario.email, dario.hourly_rate, dario.user) == ("", None, None)
    assert [list(row.locations.all()) for row in (cleo, dario)] == [[bar], [bar]]
    assert [message.to for message in mail.outbox] == [["cleo@example.com"]]
    lines = AuditLine.objects.filter(subject="employee").order_by("number")
    assert [(line.employee, line.act, line.actor) for line in lines] == [
        (cleo, "created", owner),
        (dario, "created", owner),
    ]
    assert SecurityEvent.objects.filter(event="invited", user=cleo.user).exists()


def test_the_trail_agrees_with_the_rows(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    client.post(PATH, sent(preview(client)))
    cleo = Employee.objects.get(name="Cleo")
    assert not [flaw for flaw in differences() if flaw.place == f"employee {cleo.pk}"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (";x@example.com;;", "name"),
        ("Cleo;x@;;", "email"),
        ("Cleo;ANA@example.com;;", "email"),
        ("Cleo;x@example.com;;12.345", "rate"),
        ("Cleo;;;-1", "rate"),
        ("=1+1;;;", "name"),
        ("Cleo;;Inhaber;", "role"),
    ],
)
def test_one_wrong_line_keeps_all_from_being_added(
    browse: Browse, manager: Employee, ana: Employee, line: str, problem: str
) -> None:
    client = browse(manager)
    page = preview(client, f"Name;Mail;Rolle;Lohn\nDario;;;\n{line}")
    assert rows(page) == [("new", set()), ("problem", {problem})]
    response = client.post(PATH, sent(page))
    assert response.status_code == 422
    assert not Employee.objects.filter(name="Dario").exists()


def test_a_line_is_mended_in_place(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    page = preview(client, "Name;Mail\nCleo;cleo@\nDario;")
    mended = {"row-0-name": "Cleo", "row-0-email": "cleo@example.com", "row-0-role": "manager"}
    page = client.post(PATH, sent(page, act="check") | mended | {"row-0-rate": "14,1"})
    assert rows(page) == [("new", set()), ("new", set())]
    row = page.context["rows"][0].row
    assert (row.entry.email, row.entry.role, str(row.entry.hourly_rate)) == (
        "cleo@example.com",
        "manager",
        "14.1",
    )


def test_a_line_can_be_opened_and_left_out(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    page = client.post(PATH, sent(preview(client), act="", open="1"))
    assert [shown.is_open for shown in page.context["rows"]] == [False, True]
    more = {"row-1-name": "Dario", "row-1-choice": "out"}
    client.post(PATH, sent(page) | more)
    assert Employee.objects.filter(name="Cleo").exists()
    assert not Employee.objects.filter(name="Dario").exists()


def test_an_address_twice_in_the_list_is_a_problem(browse: Browse, owner: Employee) -> None:
    page = preview(browse(owner), "Cleo;x@example.com\nDario;X@example.com")
    assert rows(page) == [("problem", {"email"}), ("problem", {"email"})]


def test_who_has_left_is_brought_back_if_asked(
    browse: Browse, owner: Employee, make_employee: MakeEmployee
) -> None:
    ida = make_employee("Ida", is_active=False)
    client = browse(owner)
    page = preview(client, f"Ida again;{ida.email}")
    assert rows(page) == [("problem", {"email"})]
    choice = {"row-0-name": "Ida again", "row-0-email": ida.email, "row-0-choice": "back"}
    assert client.post(PATH, sent(page) | choice).status_code == 303
    ida.refresh_from_db()
    assert (ida.is_active, ida.name) == (True, "Ida")


def test_where_there_are_several_locations_one_is_asked_for(
    browse: Browse, owner: Employee
) -> None:
    bar, cafe = place("Bar"), place("Café Ñandú")
    client = browse(owner)
    page = preview(client, "Name;Ort\nCleo;\nDario;cafe nandu\nEva;alle\nFin;Bar, Pool\nGil;-")
    assert rows(page) == [
        ("problem", {"location"}),
        ("new", set()),
        ("new", set()),
        ("problem", {"location"}),
        ("new", set()),
    ]
    assert [shown.row.locations for shown in page.context["rows"]][1:3] == [[cafe], [bar, cafe]]
    page = client.post(PATH, sent(page, act="check", place=str(bar.pk)))
    assert rows(page)[0] == ("new", set())


def test_a_limited_manager_adds_people_at_their_own_locations_alone(
    browse: Browse, make_employee: MakeEmployee
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    place("Bar", lim)
    place("Hotel")
    client = browse(lim)
    page = preview(client, "Name;Location\nCleo;Hotel\nDario;none\nEva;")
    assert [problems for _outcome, problems in rows(page)] == [{"location"}, {"location"}, set()]


def test_an_owner_in_the_list_asks_who_one_is(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    page = preview(client, "Name;Role\nCleo;Inhaberin")
    session = client.session
    session.pop("confirmed_at", None)
    session.save()
    response = client.post(PATH, sent(page))
    assert response.status_code in {200, 303}
    assert (response.status_code == 200) != Employee.objects.filter(name="Cleo").exists()


def test_an_address_taken_meanwhile_is_said_at_its_line(
    browse: Browse, owner: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    User.objects.create_user("cleo@example.com")
    client = browse(owner)
    response = client.post(PATH, sent(preview(client), invites="on"))
    assert rows(response) == [("problem", {"email"}), ("new", set())]
    assert not Employee.objects.filter(name="Dario").exists()


@pytest.mark.parametrize("kept", ["", "[]", "{", "[1]", '[["x", 1]]', "[" * 5000, "null"])
def test_a_page_that_is_none_of_ours_is_refused(browse: Browse, owner: Employee, kept: str) -> None:
    assert browse(owner).post(PATH, {"list": kept, "act": "add"}).status_code == 422


@pytest.mark.parametrize("data", [{}, {"people": " "}, {"people": "x", "place": "999"}])
def test_a_form_without_a_list_says_so(
    browse: Browse, owner: Employee, data: dict[str, str]
) -> None:
    response = browse(owner).post(PATH, data)
    assert response.status_code == 422


def test_a_file_is_read(browse: Browse, owner: Employee) -> None:
    file = SimpleUploadedFile("people.csv", LIST.encode("cp1252"))
    assert len(rows(browse(owner).post(PATH, {"file": file, "place": ""}))) == 2


def test_a_large_file_gets_a_sentence(browse: Browse, owner: Employee) -> None:
    file = SimpleUploadedFile("people.csv", b"x" * (2 * 1024 * 1024 + 1))
    response = browse(owner).post(PATH, {"file": file, "place": ""})
    assert response.status_code == 422
    assert "2 MB" in text_of(response)


def test_the_check_asks_the_same_for_many_as_for_few(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    few = json.dumps([[1, "P1", "p1@example.com", "", "", "", ""]])
    many = json.dumps([[n, f"P{n}", f"p{n}@x.de", "", "", "", ""] for n in range(200)])
    for kept in (few, many):
        with asks(11):
            client.post(PATH, {"list": kept})


class TestUndoing:
    """A list is taken back while nothing has come of it."""

    def add(self, client: Any) -> None:
        client.post(PATH, sent(preview(client), invites="on"))

    def test_those_untouched_are_taken_off_and_their_address_is_free(
        self, browse: Browse, owner: Employee
    ) -> None:
        client = browse(owner)
        self.add(client)
        assert client.post(f"{PATH}undo/").status_code == 303
        cleo, dario = Employee.objects.filter(name__in=["Cleo", "Dario"]).order_by("name")
        assert [(row.is_active, row.email) for row in (cleo, dario)] == [(False, "")] * 2
        assert cleo.user
        assert not cleo.user.is_active
        assert rows(preview(client)) == [("new", set())] * 2
        self.add(client)
        assert Employee.objects.active().get(email="cleo@example.com").status == "invited"

    @pytest.mark.parametrize("what", ["signed in", "hours", "changed", "PIN"])
    def test_of_whom_something_came_stays_and_is_named(
        self, browse: Browse, owner: Employee, what: str
    ) -> None:
        client = browse(owner)
        self.add(client)
        cleo = Employee.objects.get(name="Cleo")
        if what == "signed in":
            User.objects.filter(employee=cleo).update(password="argon2$usable")
        elif what == "hours":
            WorkLog.objects.create(employee=cleo, check_in=NOW, time_zone="UTC")
        elif what == "changed":
            client.post(f"/people/{cleo.pk}/deactivate/")
            client.post(f"/people/{cleo.pk}/reactivate/")
        else:
            client.post(f"/people/{cleo.pk}/pin/", {"act": "random"})
        page = client.post(f"{PATH}undo/", follow=True)
        assert "These stay" in text_of(page)
        cleo.refresh_from_db()
        assert cleo.is_active
        assert not Employee.objects.get(name="Dario").is_active

    def test_later_it_is_too_late(
        self, browse: Browse, owner: Employee, clock: time_machine.Traveller
    ) -> None:
        client = browse(owner)
        self.add(client)
        clock.move_to(NOW + timedelta(minutes=31))
        client.post(f"{PATH}undo/")
        assert Employee.objects.get(name="Cleo").is_active

    def test_a_manager_who_lost_the_right_undoes_nothing(
        self, browse: Browse, manager: Employee
    ) -> None:
        client = browse(manager)
        self.add(client)
        Employee.objects.filter(name="Cleo").update(role=Role.OWNER)
        assert client.post(f"{PATH}undo/").status_code == 403
        assert Employee.objects.get(name="Dario").is_active


def test_a_limited_manager_adds_nobody_at_a_location_that_they_lost(
    make_employee: MakeEmployee,
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    bar, hotel = place("Bar", lim), place("Hotel")
    row = Row(Line(1, "Cleo"), Employee(name="Cleo", role=Role.MEMBER), [bar, hotel])
    with pytest.raises(NotAllowed):
        add_people([row], by=Author(lim), site=Here(), language="en", invites=False)
