"""Adding a list: what is said of each line, all or nobody, and taking it back."""

import json
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import SecurityEvent, User
from tests.timetracking.conftest import Browse, Here, MakeEmployee, asks, text_of
from tests.timetracking.places import place
from tests.timetracking.rates import rate_of
from tests.timetracking.staff.bulk.lists import LIST, PATH, preview, rows, sent
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import AuditLine, Employee, Role
from timetracking.staff.bulk.adding import add_people
from timetracking.staff.bulk.checking import Row
from timetracking.staff.bulk.columns import Line
from timetracking.trail.comparing import differences


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
    assert (cleo.email, str(rate_of(cleo)), cleo.status) == (
        "cleo@example.com",
        "13.20",
        "invited",
    )
    assert (dario.email, rate_of(dario), dario.user) == ("", None, None)
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
    assert (row.entry.email, row.entry.role, str(row.rate)) == (
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


def test_a_list_sent_twice_is_added_once(browse: Browse, owner: Employee) -> None:
    client = browse(owner)
    twice = sent(preview(client, "Cleo\nDario"))
    assert client.post(PATH, twice).status_code == 303
    page = client.post(PATH, twice)
    assert page.status_code == 409
    assert "by now: Cleo, Dario." in text_of(page)
    assert Employee.objects.filter(name="Cleo").count() == 1
    # Two people of one name: whoever has read that adds them.
    assert client.post(PATH, sent(page)).status_code == 303
    assert Employee.objects.filter(name="Cleo").count() == 2


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


def test_a_limited_manager_adds_nobody_at_a_location_that_they_lost(
    make_employee: MakeEmployee,
) -> None:
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    bar, hotel = place("Bar", lim), place("Hotel")
    row = Row(Line(1, "Cleo"), Employee(name="Cleo", role=Role.MEMBER), locations=[bar, hotel])
    with pytest.raises(NotAllowed):
        add_people([row], by=Author(lim), site=Here(), language="en", invites=False)
