"""Typing the sales of a week, and pasting a list of them."""

import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.timetracking.conftest import NOW, Browse, text_of
from timetracking.models import AuditLine, CompanySettings, Employee, Location, Sale
from timetracking.reports.undoing import UNDO_WINDOW


@pytest.fixture
def bar(company: CompanySettings) -> Location:
    return Location.objects.create(name="Bar")


def stored() -> dict[str, str]:
    return {f"{row.day}": f"{row.amount}" for row in Sale.objects.order_by("day")}


def field(bar: Location, day: int, name: str = "amount") -> str:
    return f"{name}-{bar.pk}-2026-11-{day}"


def test_a_week_is_typed(owner: Employee, bar: Location, browse: Browse) -> None:
    client = browse(owner)
    page = client.get("/reports/sales/").content.decode()
    assert f'name="{field(bar, 18)}"' in page
    assert f'name="{field(bar, 19)}"' not in page  # tomorrow
    response = client.post("/reports/sales/", {field(bar, 16): "1.234,50", field(bar, 17): "0"})
    assert response.status_code == 303
    assert stored() == {"2026-11-16": "1234.50", "2026-11-17": "0.00"}
    assert "The sales of 2 days were saved." in text_of(client.get("/reports/sales/"))
    before = {field(bar, 16): "", field(bar, 16, "seen"): "1234.50"}
    client.post("/reports/sales/", before)
    assert stored() == {"2026-11-17": "0.00"}


def test_another_week_and_one_location(owner: Employee, bar: Location, browse: Browse) -> None:
    pier = Location.objects.create(name="Pier")
    client = browse(owner)
    page = client.get(f"/reports/sales/?week=2026-W46&location={pier.pk}").content.decode()
    assert f"amount-{pier.pk}-2026-11-09" in page
    assert f"amount-{bar.pk}-" not in page
    wrong = client.get("/reports/sales/?week=2027-W01", follow=True)
    assert "That week does not exist" in text_of(wrong)


def test_a_form_has_no_more_fields_than_are_taken(owner: Employee, browse: Browse) -> None:
    Location.objects.bulk_create(Location(name=f"Place {number:02}") for number in range(20))
    client = browse(owner)
    page = client.get("/reports/sales/?week=2026-W46").content.decode()
    names = set(re.findall(r'name="((?:amount|seen)-[^"]+)"', page))
    assert len(names) == 12 * 7 * 2
    last = Location.objects.get(name="Place 19")
    assert f'href="?week=2026-W46&amp;location={last.pk}"' in page
    form = {name: "5.00" if name.startswith("amount") else "" for name in names}
    assert client.post("/reports/sales/?week=2026-W46", form).status_code == 303
    assert Sale.objects.count() == 12 * 7


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    owner: Employee, bar: Location, browse: Browse
) -> None:
    form = {field(bar, 16): "1.234", field(bar, 17): "77.70"}
    response = browse(owner).post("/reports/sales/", form)
    html = response.content.decode()
    assert response.status_code == 422
    assert "can be read in two ways" in html
    assert 'value="1.234"' in html
    assert 'value="77.70"' in html
    assert stored() == {}


def test_two_who_type_the_same_day_see_each_other(
    owner: Employee, manager: Employee, bar: Location, browse: Browse
) -> None:
    browse(manager).post("/reports/sales/", {field(bar, 16): "10"})
    client = browse(owner)
    response = client.post("/reports/sales/", {field(bar, 16): "20", field(bar, 17): "5"})
    html = response.content.decode()
    assert response.status_code == 409
    assert "Now: 10.00" in text_of(response)
    assert f'name="{field(bar, 16, "seen")}" value="10.00"' in html
    assert stored() == {"2026-11-16": "10.00"}
    again = {field(bar, 16): "20", field(bar, 16, "seen"): "10.00", field(bar, 17): "5"}
    assert client.post("/reports/sales/", again).status_code == 303
    assert stored() == {"2026-11-16": "20.00", "2026-11-17": "5.00"}


def test_without_a_location_the_page_leads_on(
    owner: Employee, manager: Employee, browse: Browse
) -> None:
    assert 'href="/locations/add/"' in browse(owner).get("/reports/sales/").content.decode()
    assert "Ask an owner to add one" in text_of(browse(manager).get("/reports/sales/"))
    listed = browse(owner).get("/reports/sales/import/").content.decode()
    assert 'href="/locations/add/"' in listed
    assert "<textarea" not in listed


def paste(client: Any, text: str, **more: str) -> Any:
    return client.post("/reports/sales/import/", {"sales": text, "place": "", **more})


def test_a_list_is_checked_entered_and_taken_back(
    owner: Employee, bar: Location, browse: Browse
) -> None:
    Sale.objects.create(location=bar, day=date(2026, 11, 16), amount=5)
    client = browse(owner)
    text = "Day;Sales\n2026-11-16;10\n2026-11-17;20"
    checked = paste(client, text)
    assert checked.status_code == 200
    assert "5.00 → 10.00" in text_of(checked)
    assert "Save 2 days" in text_of(checked)
    assert stored() == {"2026-11-16": "5.00"}
    assert paste(client, text, act="enter")["Location"] == "/reports/sales/imported/"
    assert stored() == {"2026-11-16": "10.00", "2026-11-17": "20.00"}
    assert "Until 13:30" in text_of(client.get("/reports/sales/imported/"))
    client.post("/reports/sales/undo/")
    assert stored() == {"2026-11-16": "5.00"}
    assert "The sales of 2 days are as before." in text_of(client.get("/reports/sales/"))
    again = client.post("/reports/sales/undo/", follow=True)
    assert "undone already" in text_of(again)


def test_a_list_with_a_wrong_line_enters_nothing(
    owner: Employee, bar: Location, browse: Browse
) -> None:
    response = paste(browse(owner), "2026-11-16;10\n2026-11-17;ten", act="enter")
    assert response.status_code == 422
    assert "1 line needs a change" in text_of(response)
    assert "2026-11-17;ten" in response.content.decode()
    assert stored() == {}


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"2026-11-16;10", ""),
        ("16.11.2026;10 €".encode("windows-1252"), ""),
        (b"PK\x03\x04 a workbook", "This is an Excel file"),
        (b"\0\x01\x02", "not a list that we can read"),
        (b"", "There are no sales in the list."),
    ],
)
def test_a_file_is_read(
    data: bytes, sentence: str, owner: Employee, bar: Location, browse: Browse
) -> None:
    file = SimpleUploadedFile("sales.csv", data)
    response = browse(owner).post(
        "/reports/sales/import/", {"sales": "", "place": "", "file": file}
    )
    if sentence:
        assert response.status_code == 422
        assert sentence in text_of(response)
    else:
        assert "Save 1 day" in text_of(response)


def test_it_is_too_late_to_take_a_list_back(
    owner: Employee, bar: Location, browse: Browse, clock: time_machine.Traveller
) -> None:
    client = browse(owner)
    paste(client, "2026-11-16;10", act="enter")
    clock.move_to(NOW + UNDO_WINDOW, tick=False)
    assert "too late" in text_of(client.post("/reports/sales/undo/", follow=True))
    assert stored() == {"2026-11-16": "10.00"}
    assert AuditLine.objects.filter(subject="sale").count() == 1
    assert Sale.objects.get().amount == Decimal(10)
