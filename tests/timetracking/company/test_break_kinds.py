"""The kinds of break that a company offers, as its owner sets them."""

from datetime import timedelta
from typing import Any

import pytest

from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeLog,
    asks,
    madrid,
    punch,
    seen,
    shift_form,
    text_of,
    violates,
)
from timetracking.base.authors import Author
from timetracking.company import break_kinds
from timetracking.company.errors import BreakKindNameTaken
from timetracking.models import AuditLine, Break, BreakKind, Employee

PAGE = "/settings/breaks/"


@pytest.fixture
def lunch(company: Any) -> BreakKind:
    return BreakKind.objects.create(name="Lunch")


def test_a_kind_is_added(owner: Employee, browse: Browse) -> None:
    response = browse(owner).post(f"{PAGE}add/", {"name": " Smoke ", "is_paid": "on"})
    assert (response.status_code, response["Location"]) == (303, PAGE)
    kind = BreakKind.objects.get(name="Smoke")
    assert (kind.is_paid, kind.is_active) == (True, True)
    line = AuditLine.objects.get()
    assert (line.actor, line.subject, line.act) == (owner, "breakkind", "created")


def test_a_kind_is_renamed_and_breaks_taken_stay_as_they_were(
    owner: Employee, ana: Employee, browse: Browse, lunch: BreakKind, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17))
    start, end = madrid(17, 12), madrid(17, 13)
    taken = Break.objects.create(work_log=log, kind=lunch, is_paid=False, start=start, end=end)
    assert (
        browse(owner)
        .post(f"{PAGE}{lunch.pk}/", {"name": "Meal", "is_paid": "on"} | seen(lunch))
        .status_code
    )
    lunch.refresh_from_db()
    taken.refresh_from_db()
    assert (lunch.name, lunch.is_paid, taken.is_paid) == ("Meal", True, False)
    assert log.duration(NOW) == timedelta(hours=7)
    line = AuditLine.objects.get()
    assert line.before == {"name": "Lunch", "is_paid": False, "is_active": True, "standard": ""}
    assert line.after == {"name": "Meal", "is_paid": True, "is_active": True, "standard": ""}


def test_a_kind_not_offered_cannot_be_begun_and_can_be_offered_again(
    owner: Employee, ana: Employee, browse: Browse, lunch: BreakKind, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 9))
    client, staff = browse(owner), browse(ana)
    client.post(f"{PAGE}{lunch.pk}/stop/")
    assert "Lunch is no longer available." in text_of(client.get(PAGE))
    assert "Lunch not available" in text_of(client.get(PAGE))
    assert punch(staff, "break", kind=lunch.pk).status_code == 409
    client.post(f"{PAGE}{lunch.pk}/offer/")
    assert punch(staff, "break", kind=lunch.pk).status_code == 303
    lines = AuditLine.objects.filter(subject="breakkind").order_by("number")
    assert [(line.after or {})["is_active"] for line in lines] == [False, True]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "This field is required."),
        ("...", "Enter a name with at least one letter or digit."),
        ("LUNCH", "There is already a kind of break with this name."),
        ("x" * 41, "at most 40 characters"),
    ],
)
def test_a_name_that_cannot_be_is_refused_and_stays_typed(
    owner: Employee, browse: Browse, lunch: BreakKind, name: str, sentence: str
) -> None:
    response = browse(owner).post(f"{PAGE}add/", {"name": name, "is_paid": "on"})
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert response.context["form"]["name"].value() == name
    assert not AuditLine.objects.exists()


def test_a_kind_may_keep_its_name(owner: Employee, browse: Browse, lunch: BreakKind) -> None:
    assert (
        browse(owner).post(f"{PAGE}{lunch.pk}/", {"name": "lunch"} | seen(lunch)).status_code == 303
    )


def test_a_name_is_one_kind_s_capitals_or_not(lunch: BreakKind) -> None:
    with violates("break_kinds_name_unique"):
        BreakKind.objects.create(name="LUNCH")


def test_of_two_who_choose_a_name_at_once_one_is_told(lunch: BreakKind) -> None:
    with pytest.raises(BreakKindNameTaken):
        break_kinds.save(BreakKind(name="lunch"), by=Author())


@pytest.mark.parametrize("path", ["", "add/", "{pk}/", "{pk}/stop/", "{pk}/offer/"])
def test_the_kinds_are_the_owner_s(
    manager: Employee, browse: Browse, lunch: BreakKind, path: str
) -> None:
    address = PAGE + path.format(pk=lunch.pk)
    assert browse(manager).post(address, {"name": "Mine"}).status_code in {302, 403}
    lunch.refresh_from_db()
    assert (lunch.name, lunch.is_active) == ("Lunch", True)


def test_the_list_asks_the_database_little(
    owner: Employee, browse: Browse, lunch: BreakKind
) -> None:
    client = browse(owner)
    with asks(8):  # session, user, employee, company, kinds; what waits
        client.get(PAGE)


@pytest.fixture
def none_at_all(company: Any) -> None:
    """As in a company of before there were breaks."""
    BreakKind.objects.all().delete()


def test_without_a_kind_the_owner_is_led_to_adding_one(
    owner: Employee, browse: Browse, make_log: MakeLog, none_at_all: None
) -> None:
    make_log(owner, NOW - timedelta(hours=1))
    client = browse(owner)
    said = client.get("/").content.decode()
    assert "you cannot take one here" in said
    assert f'href="{PAGE}"' in said
    assert f'class="button" href="{PAGE}add/"' in client.get(PAGE).content.decode()


def test_without_a_kind_a_member_is_not_sent_where_they_may_not_go(
    ana: Employee, browse: Browse, make_log: MakeLog, none_at_all: None
) -> None:
    make_log(ana, NOW - timedelta(hours=1))
    assert PAGE not in browse(ana).get("/").content.decode()


def test_without_a_kind_a_form_of_a_shift_says_why_no_break_can_be_added(
    owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog, none_at_all: None
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17))
    client, path = browse(owner), f"/shifts/{log.pk}/edit/"
    said = text_of(client.get(path))
    assert "No kinds of break are available, so you cannot add one." in said
    assert "Add a break" not in said
    form = {name: value for name, value in shift_form(log).items() if name[:8] != "breaks-0"}
    assert client.post(path, form | {"notes": "Late"}).status_code == 303
