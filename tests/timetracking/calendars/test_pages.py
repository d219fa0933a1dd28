"""The pages of the holidays."""

from datetime import date
from typing import Any

import pytest

from tests.timetracking.conftest import Browse, asks, text_of
from tests.timetracking.places import place
from timetracking.models import CompanySettings, Employee, Holiday

ENTRY = {"location": "", "day": "2026-05-15", "name": "San Isidro", "portion": "whole"}


@pytest.fixture
def client(owner: Employee, browse: Browse) -> Any:
    CompanySettings.objects.update(country="ES", region="MD")
    return browse(owner)


def test_it_shows_this_year_and_the_next(client: Any) -> None:
    bar = place("Bar", region="CN")
    with asks(10):  # session, user, employee, company, what waits, places; the days and entries
        page = text_of(client.get("/settings/holidays/"))
    assert "Spain, Madrid" in page
    assert "2026 Thu 1 Jan New Year's Day" in page
    assert "2027 Fri 1 Jan" in page
    assert "Spain, Canarias" in text_of(client.get(f"/settings/holidays/?location={bar.pk}"))
    assert client.get("/settings/holidays/?location=999").status_code == 302


def test_a_holiday_is_entered_changed_and_removed(client: Any) -> None:
    bar = place("Bar")
    form = ENTRY | {"location": str(bar.pk)}
    answer = client.post("/settings/holidays/add/", form)
    assert answer["Location"] == f"/settings/holidays/?location={bar.pk}"
    entry = Holiday.objects.get()
    path = f"/settings/holidays/{entry.pk}/"
    seen = client.get(path).context["form"]["seen"].value()
    assert client.post(path, form | {"portion": "half", "seen": seen}).status_code == 303
    assert client.post(path, form | {"name": "Other", "seen": seen}).status_code == 409
    assert "half day" in text_of(client.get(f"/settings/holidays/?location={bar.pk}"))
    client.post(f"{path}remove/")
    assert not Holiday.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"day": ""}, "day"),
        ({"day": "2026-13-01"}, "day"),
        ({"day": "1949-12-31"}, "day"),
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"portion": "most"}, "portion"),
        ({"location": "999"}, "location"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(
    client: Any, change: dict[str, str], field: str
) -> None:
    place("Bar")
    answer = client.post("/settings/holidays/add/", ENTRY | change)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert not Holiday.objects.exists()


def test_a_public_holiday_is_switched_off_in_two_steps(client: Any) -> None:
    query = "day=2026-12-08&name=Immaculate+Conception&portion=none"
    form = client.get(f"/settings/holidays/add/?{query}").context["form"]
    assert (form["portion"].value(), form["day"].value()) == ("none", date(2026, 12, 8))
    off = ENTRY | {"day": "2026-12-08", "name": "Immaculate Conception", "portion": "none"}
    assert client.post("/settings/holidays/add/", off).status_code == 303
    assert "Immaculate Conception working day" in text_of(client.get("/settings/holidays/"))


@pytest.mark.parametrize("query", ["day=x&portion=y&location=%00", "name=%00", "day=0000-00-00"])
def test_an_address_that_means_nothing_fills_nothing_in(client: Any, query: str) -> None:
    assert client.get(f"/settings/holidays/add/?{query}").status_code == 200


def test_the_last_days_of_the_year_become_half(client: Any) -> None:
    assert "Make them half days" in text_of(client.get("/settings/holidays/"))
    for _time in range(2):
        assert client.post("/settings/holidays/half-days/").status_code == 303
    assert Holiday.objects.filter(portion="half", every_year=True).count() == 2
    assert "Make them half days" not in text_of(client.get("/settings/holidays/"))


def test_the_regions_of_another_country_are_shown_before_it_is_saved(client: Any) -> None:
    bar = place("Bar")
    path = "/settings/holidays/calendar/"
    shown = client.post(path, {"location": bar.pk, "country": "DE", "regions": "1"})
    assert ("BE", "Berlin") in list(shown.context["form"].fields["region"].choices)
    wrong = client.post(path, {"location": bar.pk, "country": "DE", "region": "MD"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["region"])
    saved = client.post(path, {"location": bar.pk, "country": "DE", "region": "BE"})
    assert saved["Location"] == f"/settings/holidays/?location={bar.pk}"
    bar.refresh_from_db()
    assert (bar.country, bar.region) == ("DE", "BE")
    assert client.post(path, {"region": "CN"}).status_code == 303
    assert CompanySettings.objects.get().region == "CN"


def test_without_a_country_the_page_leads_to_it(client: Any) -> None:
    CompanySettings.objects.update(country="", region="")
    assert "has no country yet" in text_of(client.get("/settings/holidays/"))


def test_managers_do_not_change_holidays(manager: Employee, browse: Browse) -> None:
    for path in ("", "add/", "half-days/", "calendar/"):
        answer: Any = browse(manager).post(f"/settings/holidays/{path}", ENTRY)
        assert answer.status_code == 403
