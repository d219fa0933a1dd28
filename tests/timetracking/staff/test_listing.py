"""The list of people: searched, filtered and sorted, within what the visitor may see."""

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.places import place
from timetracking.models import Employee, Rate, Role
from timetracking.staff.listing import folded


def names(browse: Browse, who: Employee, query: str = "") -> list[str]:
    return [row.employee.name for row in browse(who).get(f"/people/{query}").context["people"]]


@pytest.fixture
def crew(owner: Employee, make_employee: MakeEmployee, make_log: MakeLog) -> None:
    make_employee("María García", email="maria@example.com", hourly_rate="15.00", pin="a hash")
    make_employee("Ana Zobel", signs_in=False, hourly_rate="12.50")
    make_employee("Gone", is_active=False)
    place("Bar", make_employee("Bea", Role.MANAGER, hourly_rate="20.00"))
    make_log(Employee.objects.get(name="Bea"), madrid(18, 9))


@pytest.mark.usefixtures("crew")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ana Zobel", "Bea", "María García", "Olga"]),
        ("?q=garcia", ["María García"]),
        ("?q=GARCÍA+mar", ["María García"]),
        ("?q=maria%40example", ["María García"]),
        ("?q=nobody", []),
        ("?q=%00", ["Ana Zobel", "Bea", "María García", "Olga"]),
        ("?state=left", ["Gone"]),
        ("?state=all", ["Ana Zobel", "Bea", "Gone", "María García", "Olga"]),
        ("?inactive=1", ["Ana Zobel", "Bea", "Gone", "María García", "Olga"]),
        ("?state=in", ["Bea"]),
        ("?state=no-sign-in", ["Ana Zobel"]),
        ("?state=no-pin", ["Ana Zobel", "Bea", "Olga"]),
        ("?state=strange&sort=odd", ["Ana Zobel", "Bea", "María García", "Olga"]),
        ("?sort=-name", ["Olga", "María García", "Bea", "Ana Zobel"]),
        ("?sort=role", ["Olga", "Bea", "Ana Zobel", "María García"]),
        ("?sort=rate", ["Ana Zobel", "María García", "Bea", "Olga"]),
        ("?sort=status", ["Bea", "María García", "Olga", "Ana Zobel"]),
    ],
)
def test_it_finds_whom_one_asks_for(
    query: str, found: list[str], owner: Employee, browse: Browse
) -> None:
    assert names(browse, owner, query) == found


@pytest.mark.usefixtures("crew")
def test_it_shows_the_people_of_a_location(owner: Employee, browse: Browse) -> None:
    bar = Employee.objects.get(name="Bea").locations.get()
    assert names(browse, owner, f"?location={bar.pk}") == ["Bea"]
    assert browse(owner).get("/people/?location=999")["Location"] == "/people/"


@pytest.mark.usefixtures("crew")
def test_the_order_tells_no_rate_that_is_hidden(manager: Employee, browse: Browse) -> None:
    Rate.objects.filter(employee__name="Olga").update(amount="1.00")
    assert names(browse, manager, "?sort=rate")[:2] == ["Ana Zobel", "María García"]
    assert names(browse, manager, "?sort=rate")[2:] == ["Bea", "Max", "Olga"]


@pytest.mark.usefixtures("crew")
def test_a_search_without_a_result_says_so_and_leads_on(owner: Employee, browse: Browse) -> None:
    answer = browse(owner).get("/people/?q=nobody")
    assert "Nobody matches" in text_of(answer)
    assert 'value="nobody"' in answer.content.decode()


def test_the_head_of_the_table_sorts_and_keeps_the_search(owner: Employee, browse: Browse) -> None:
    page = browse(owner).get("/people/?q=o&sort=name").content.decode().replace("&amp;", "&")
    assert 'href="?q=o&sort=-name"' in page
    assert 'href="?q=o&sort=rate"' in page
    assert 'aria-sort="ascending"' in page


def test_accents_and_case_do_not_matter() -> None:
    assert folded("GARCÍA Müller Åsa") == "garcia muller asa"


def test_a_person_has_tabs(
    owner: Employee, manager: Employee, ana: Employee, browse: Browse
) -> None:
    paths = [f"/people/{ana.pk}/{tab}" for tab in ("", "details/", "access/", "history/")]
    for path in paths:
        page = " ".join(browse(owner).get(path).content.decode().partition("<main")[2].split())
        assert all(f'href="{other}"' in page for other in paths)
        assert f'href="{path}" aria-current="page"' in page
    # Who may not change an entry sees the hours alone.
    page = browse(manager).get(f"/people/{owner.pk}/").content.decode().partition("<main")[2]
    assert f"/people/{owner.pk}/details/" not in page


def test_the_list_asks_the_database_little(
    manager: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    for number in range(10):
        place(f"Place{number}", make_employee(f"Someone{number}"))
    client = browse(manager)
    # session, user, employee, company; employees with users, open logs, their places; the places to
    # choose from, the own clock, what waits
    with asks(11):
        client.get("/people/")
