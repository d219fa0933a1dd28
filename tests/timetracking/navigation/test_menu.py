"""The main navigation: what stands in it for whom, and what is lit."""

import re
from urllib.parse import quote

import pytest
from django.urls import get_resolver

from tests.timetracking.conftest import Browse, MakeLog, madrid
from tests.timetracking.places import place
from timetracking.models import CompanySettings, Employee
from timetracking.navigation.menu import PAGES_OF_LEADERS, PAGES_OF_STAFF

LINK = r'<a class="tabs__link" href="([^"]+)"\s*(aria-current="\w+")?>'


def links(page: str) -> list[str]:
    return [href for href, _mark in re.findall(LINK, page)]


def lit(page: str) -> list[tuple[str, str]]:
    return [(href, mark[14:-1]) for href, mark in re.findall(LINK, page) if mark]


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("/today/", ("/today/", "page")),
        ("/timesheets/", ("/timesheets/", "page")),
        ("/approvals/", ("/approvals/", "page")),
        ("/people/", ("/people/", "page")),
        ("/people/add/", ("/people/", "true")),
        ("/people/{ana}/", ("/people/", "true")),
        ("/people/{ana}/details/", ("/people/", "true")),
        ("/people/{ana}/access/", ("/people/", "true")),
        ("/people/{ana}/history/", ("/people/", "true")),
        ("/people/{ana}/deactivate/", ("/people/", "true")),
        ("/people/{ana}/pin/", ("/people/", "true")),
        ("/shifts/{shift}/", ("/timesheets/", "true")),
        ("/pay/", ("/pay/", "page")),
        ("/pay/2026-10-01/", ("/pay/", "true")),
        ("/settings/pay-periods/", ("/settings/", "true")),
        ("/reports/", ("/reports/", "page")),
        ("/reports/sales/", ("/reports/", "true")),
        ("/settings/", ("/settings/", "page")),
        ("/locations/", ("/settings/", "true")),
        ("/kiosks/", ("/settings/", "true")),
        ("/settings/security/", ("/settings/", "true")),
        ("/me/", ("/me/", "page")),
        ("/timesheet/", ("/me/", "true")),
        ("/corrections/", ("/me/", "true")),
        ("/notices/", ("/me/", "true")),
    ],
)
def test_a_page_lights_its_tab(
    page: str,
    tab: tuple[str, str],
    owner: Employee,
    ana: Employee,
    make_log: MakeLog,
    browse: Browse,
) -> None:
    shift = make_log(ana, madrid(17, 9), madrid(17, 17))
    answer = browse(owner).get(page.format(ana=ana.pk, shift=shift.pk))
    assert lit(answer.content.decode()) == [tab]


@pytest.mark.parametrize(
    ("page", "tab"),
    [
        ("/", ("/", "page")),
        ("/timesheet/", ("/timesheet/", "page")),
        ("/shifts/{shift}/", ("/timesheet/", "true")),
        ("/corrections/add/", ("/corrections/", "true")),
        ("/me/", ("/me/", "page")),
        ("/pin/", ("/me/", "true")),
        ("/security/", ("/me/", "true")),
    ],
)
def test_a_member_s_page_lights_its_tab(
    page: str, tab: tuple[str, str], ana: Employee, make_log: MakeLog, browse: Browse
) -> None:
    shift = make_log(ana, madrid(17, 9), madrid(17, 17))
    answer = browse(ana).get(page.format(shift=shift.pk))
    assert lit(answer.content.decode()) == [tab]


@pytest.mark.parametrize(
    ("way", "tab"),
    [
        ("/approvals/", "/approvals/"),
        ("/today/?location=1", "/today/"),
        ("/corrections/1/?back=/approvals/", "/approvals/"),
        ("//evil.example/", "/timesheets/"),
        ("https://evil.example/approvals/", "/timesheets/"),
        ("/nothing/", "/timesheets/"),
        ("javascript:alert(1)", "/timesheets/"),
    ],
)
def test_the_tab_that_one_came_through_stays_lit(
    way: str, tab: str, owner: Employee, ana: Employee, make_log: MakeLog, browse: Browse
) -> None:
    shift = make_log(ana, madrid(17, 9), madrid(17, 17))
    page = browse(owner).get(f"/shifts/{shift.pk}/?back={quote(way, safe='')}").content.decode()
    assert lit(page) == [(tab, "true")]
    assert "evil" not in page.partition("<main")[2]


def test_back_leads_where_one_came_from(
    owner: Employee, ana: Employee, make_log: MakeLog, browse: Browse
) -> None:
    shift = make_log(ana, madrid(17, 9), madrid(17, 17))
    client = browse(owner)
    page = client.get(f"/shifts/{shift.pk}/?back=/today/").content.decode()
    assert '<a href="/today/">' in page
    page = client.get(f"/shifts/{shift.pk}/?back=//evil.example/").content.decode()
    assert f'<a href="/people/{ana.pk}/">' in page


def test_back_survives_the_other_weeks_and_tabs_of_a_person(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    way = "/timesheets/?location=1"
    page = browse(owner).get(f"/people/{ana.pk}/?week=2026-W02&back={quote(way, safe='')}")
    sheet = page.content.decode().replace("&amp;", "&")
    on = f"back={quote(way, safe='')}"
    for link in (
        f"?week=2026-W01&{on}",
        f"?week=2026-W03&{on}",
        f"/people/{ana.pk}/?{on}",
        f"/people/{ana.pk}/details/?{on}",
        f"/people/{ana.pk}/access/?{on}",
        f"/people/{ana.pk}/history/?{on}",
    ):
        assert f'href="{link}"' in sheet


def test_one_s_own_entry_has_the_tabs_that_others_have(
    owner: Employee, manager: Employee, browse: Browse
) -> None:
    page = browse(owner).get(f"/people/{owner.pk}/").content.decode()
    assert f"/people/{owner.pk}/details/" in page
    page = browse(manager).get(f"/people/{manager.pk}/").content.decode()
    assert f"/people/{manager.pk}/details/" not in page
    assert "subnav" not in browse(owner).get("/timesheet/").content.decode()


def test_staff_have_four_items_and_managers_what_they_lead(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse
) -> None:
    assert links(browse(ana).get("/me/").content.decode()) == [
        "/",
        "/timesheet/",
        "/corrections/",
        "/me/",
    ]
    led = ["/today/", "/timesheets/", "/approvals/", "/people/", "/pay/", "/reports/"]
    pages = {who: links(browse(who).get("/me/").content.decode()) for who in (owner, manager)}
    assert pages[owner] == [*led, "/settings/", "/me/"]
    assert pages[manager] == [*led, "/kiosks/", "/me/"]


def test_members_have_the_board_where_the_owner_wants_it(
    company: CompanySettings, ana: Employee, browse: Browse
) -> None:
    CompanySettings.objects.update(members_see_team=True)
    assert "/board/" in links(browse(ana).get("/me/").content.decode())


def test_a_manager_s_own_clock_is_on_every_page(
    manager: Employee, make_log: MakeLog, browse: Browse
) -> None:
    client = browse(manager)
    assert 'class="chip"' in client.get("/people/").content.decode()
    make_log(manager, madrid(18, 8, 58))
    page = client.get("/people/").content.decode()
    assert "chip--in" in page
    assert "08:58" in page


def test_the_location_and_the_period_stay_in_the_links(owner: Employee, browse: Browse) -> None:
    bar, _cafe = place("Bar"), place("Café")
    asked = f"/timesheets/?from=2026-11-01&to=2026-11-30&location={bar.pk}"
    page = browse(owner).get(asked).content.decode().replace("&amp;", "&")
    assert f"/today/?location={bar.pk}" in links(page)
    assert f"/timesheets/?from=2026-11-01&location={bar.pk}&to=2026-11-30" in links(page)
    assert "/settings/" in links(page)
    switcher = re.findall(r'<a class="switcher__link" href="([^"]+)"( aria-current)?', page)
    assert ("/timesheets/?from=2026-11-01&to=2026-11-30", "") in switcher
    assert [bool(mark) for _href, mark in switcher] == [False, True, False]


def test_a_folded_menu_says_what_its_signs_mean(owner: Employee, browse: Browse) -> None:
    client = browse(owner)
    assert 'title="Timesheets"' not in client.get("/me/").content.decode()
    client.cookies["sidebar"] = "folded"
    page = client.get("/me/").content.decode()
    assert all(f'title="{name}"' in page for name in ("Timesheets", "People", "Unfold the menu"))


def test_who_has_one_location_has_nothing_to_switch(owner: Employee, browse: Browse) -> None:
    place("Bar")
    assert "switcher" not in browse(owner).get("/people/").content.decode()


def test_a_limited_manager_switches_among_their_own(manager: Employee, browse: Browse) -> None:
    for name, staff in (("Bar", [manager]), ("Café", [manager]), ("Elsewhere", [])):
        place(name, *staff)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    page = browse(manager).get("/people/").content.decode()
    assert "Elsewhere" not in page
    assert "Café" in page


def test_the_items_name_addresses_that_exist() -> None:
    named = {str(name) for name in get_resolver().reverse_dict}
    for pages in (PAGES_OF_LEADERS, PAGES_OF_STAFF):
        assert set(pages).union(*pages.values()) <= named
