"""The tab that is marked: that of the page, or of the page above it."""

import re

import pytest
from django.urls import get_resolver

from tests.timetracking.conftest import Browse, MakeLog, madrid
from timetracking.models import Employee
from timetracking.templatetags.navigation import SAME_PAGE, SUBPAGES

MARKED = r'<a class="tabs__link" href="([^"]+)" aria-current="(\w+)">'


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("/", ("/", "page")),
        ("/timesheet/", ("/timesheet/", "page")),
        ("/timesheet/{ana}/", ("/team/", "true")),
        ("/team/", ("/team/", "page")),
        ("/employees/", ("/employees/", "page")),
        ("/employees/add/", ("/employees/", "true")),
        ("/employees/{ana}/", ("/employees/", "true")),
        ("/employees/{ana}/deactivate/", ("/employees/", "true")),
        ("/corrections/", ("/corrections/", "page")),
        ("/shifts/{shift}/", ("/timesheet/", "true")),
    ],
)
def test_a_page_marks_its_tab(
    page: str,
    tab: tuple[str, str],
    owner: Employee,
    ana: Employee,
    make_log: MakeLog,
    browse: Browse,
) -> None:
    shift = make_log(owner, madrid(17, 9), madrid(17, 17))
    answer = browse(owner).get(page.format(ana=ana.pk, shift=shift.pk))
    assert re.findall(MARKED, answer.content.decode()) == [tab]


def test_a_new_request_marks_the_requests(ana: Employee, browse: Browse) -> None:
    answer = browse(ana).get("/corrections/add/")
    assert re.findall(MARKED, answer.content.decode()) == [("/corrections/", "true")]


@pytest.mark.parametrize("page", ["/settings/", "/locations/", "/notices/", "/kiosks/"])
def test_a_page_of_the_account_menu_marks_none(page: str, owner: Employee, browse: Browse) -> None:
    answer = browse(owner).get(page)
    assert "tabs__link" in answer.content.decode()
    assert re.findall(MARKED, answer.content.decode()) == []


def test_a_tap_that_is_refused_marks_the_clock(owner: Employee, browse: Browse) -> None:
    answer = browse(owner).post("/clock/out/")
    assert re.findall(MARKED, answer.content.decode()) == [("/", "page")]


def test_the_marks_name_addresses_that_exist() -> None:
    named = {*SAME_PAGE, *SAME_PAGE.values(), *SUBPAGES}.union(*SUBPAGES.values())
    assert named <= {str(name) for name in get_resolver().reverse_dict}
