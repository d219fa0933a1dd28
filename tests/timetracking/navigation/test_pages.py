"""Where one lands, the page of what is one's own, and the sidebar that folds."""

import pytest

from tests.timetracking.conftest import Browse, text_of
from timetracking.models import Employee


def test_managers_and_owners_land_on_today_and_staff_on_the_clock(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse
) -> None:
    targets = {who: browse(who).get("/home/")["Location"] for who in (owner, manager, ana)}
    assert targets == {owner: "/today/", manager: "/today/", ana: "/"}


def test_the_clock_stays_at_the_front_for_everyone(manager: Employee, browse: Browse) -> None:
    assert browse(manager).get("/").status_code == 200


def test_the_page_of_one_s_own_lists_the_pages_of_the_menu(ana: Employee, browse: Browse) -> None:
    text = text_of(browse(ana).get("/me/"))
    assert all(words in text for words in ("Kiosk PIN", "Change password", "Sign out"))


def test_more_has_what_the_bar_of_a_phone_has_no_room_for(owner: Employee, browse: Browse) -> None:
    main = browse(owner).get("/me/").content.decode().partition("<main")[2]
    for path in ("/timesheets/", "/settings/", "/board/", "/timesheet/", "/corrections/"):
        assert f'href="{path}"' in main


def test_the_sidebar_stays_folded_in_this_browser(manager: Employee, browse: Browse) -> None:
    client = browse(manager)
    assert "side--folded" not in client.get("/people/").content.decode()
    answer = client.post("/sidebar/", {"fold": "1", "back": "/people/?q=a"})
    assert (answer.status_code, answer["Location"]) == (303, "/people/?q=a")
    cookie = answer.cookies["sidebar"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "side--folded" in client.get("/people/").content.decode()
    client.post("/sidebar/", {"fold": "0", "back": "/people/"})
    assert "side--folded" not in client.get("/people/").content.decode()


@pytest.mark.parametrize(
    "way", ["//evil.example/", "https://evil.example/", "/nothing/", "", "\\x"]
)
def test_folding_leads_to_no_other_host(way: str, manager: Employee, browse: Browse) -> None:
    assert browse(manager).post("/sidebar/", {"fold": "1", "back": way})["Location"] == "/"
