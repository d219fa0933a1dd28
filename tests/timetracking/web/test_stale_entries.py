"""Two people edit one entry: who saves second is shown both versions, and loses nothing."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeLog, madrid, shift_form, text_of
from tests.timetracking.rates import rate_of
from timetracking.base.authors import Author
from timetracking.company import break_kinds, locations
from timetracking.models import (
    AuditLine,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    Location,
)
from timetracking.staff import employees
from timetracking.trail import recording as audit


@pytest.fixture
def bar(owner: Employee) -> Location:
    return locations.save(Location(name="Bar", address="Old Street 1"), by=Author(owner))


def fields_of(client: Any, path: str) -> dict[str, Any]:
    """Return what the page's form would send."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in values.items() if value is not None and value is not False
    }


def test_a_rate_that_another_changed_is_not_overwritten(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    first, second = fields_of(client, path), fields_of(client, path)
    assert client.post(path, first | {"hourly_rate": "15.00"}).status_code == 303
    response = client.post(path, second | {"hourly_rate": "14.00", "name": "Anna"})
    assert response.status_code == 409
    said = text_of(response)
    assert "changed after you opened the page" in said
    assert "Hourly rate 15.00 14.00" in said
    assert "Name Ana Anna" in said
    ana.refresh_from_db()
    assert (ana.name, str(rate_of(ana))) == ("Ana", "15.00")
    form = response.context["form"]
    again = {name: form[name].value() for name in form.fields} | {"role": "member"}
    again = {
        name: value for name, value in again.items() if value is not None and value is not False
    }
    assert client.post(path, again).status_code == 303
    ana.refresh_from_db()
    assert (ana.name, str(rate_of(ana))) == ("Anna", "14.00")


def test_where_someone_works_stands_beside_it_too(
    owner: Employee, ana: Employee, bar: Location, browse: Browse
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    form = fields_of(client, path)
    employees.save(ana, by=Author(owner), membership={bar.pk: True})
    response = client.post(path, form | {"locations": []})
    assert response.status_code == 409
    assert "Both versions" in text_of(response)
    assert "Locations Bar" in text_of(response)
    assert list(ana.locations.all()) == [bar]


def test_a_location_and_a_kind_of_break_are_kept_too(
    owner: Employee, bar: Location, browse: Browse
) -> None:
    kind = BreakKind.objects.get()
    for path, row in ((f"/locations/{bar.pk}/", bar), (f"/settings/breaks/{kind.pk}/", kind)):
        client = browse(owner)
        form = fields_of(client, path)
        assert client.post(path, form | {"name": "Mine"}).status_code == 303
        response = client.post(path, form | {"name": "Yours"})
        assert response.status_code == 409
        assert "Name Mine Yours" in text_of(response)
        row.refresh_from_db()
        assert row.name == "Mine"


def test_a_form_made_from_what_stands_is_saved(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    for rate in ("13.00", "14.00"):
        form = fields_of(client, path)
        assert client.post(path, form | {"hourly_rate": rate}).status_code == 303


# None sends a form without the field.
CRAFTED = [None, "", " ", "x", "-1", "1.0", "٣", "\x00", "99999999999999999999", "9" * 5000]


def without_version(name: str, crafted: str | None, form: dict[str, Any]) -> dict[str, Any]:
    """Return a form whose version is missing or malformed."""
    rest = {key: value for key, value in form.items() if key != name}
    return rest if crafted is None else rest | {name: crafted}


@pytest.mark.parametrize("crafted", CRAFTED)
def test_no_form_without_a_version_is_saved(
    crafted: str | None,
    owner: Employee,
    ana: Employee,
    bar: Location,
    browse: Browse,
    make_log: MakeLog,
    company: CompanySettings,
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17))
    kind = BreakKind.objects.get()
    client = browse(owner)
    forms = {
        f"/people/{ana.pk}/details/": ("seen", {"name": "Anna"}),
        f"/locations/{bar.pk}/": ("seen", {"name": "Pub"}),
        f"/settings/breaks/{kind.pk}/": ("seen", {"name": "Tea"}),
        "/settings/": ("seen", {"week_starts_on": "7"}),
    }
    for path, (name, change) in forms.items():
        form = without_version(name, crafted, fields_of(client, path) | change)
        assert client.post(path, form).status_code == 409, path
    sent = shift_form(log, notes="Changed", reason="Just so")
    for path, status in (("edit", 409), ("remove", 409), ("confirm", 303)):
        form = without_version("version", crafted, sent)
        assert client.post(f"/shifts/{log.pk}/{path}/", form).status_code == status, path
    asked = without_version("version", crafted, sent)
    assert browse(ana).post(f"/shifts/{log.pk}/correct/", asked).status_code == 409
    for row in (ana, bar, kind, log):
        row.refresh_from_db()
    assert (ana.name, bar.name, kind.name, log.notes) == ("Ana", "Bar", "Break", "")
    assert CompanySettings.objects.get().week_starts_on == 1


@pytest.mark.parametrize("crafted", CRAFTED)
def test_nor_is_a_request_decided_without_one(
    crafted: str | None, owner: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17))
    browse(ana).post(f"/shifts/{log.pk}/correct/", shift_form(log, notes="Stayed on"))
    path = f"/corrections/{Correction.objects.get().pk}/decide/"
    form = without_version("version", crafted, {"verdict": "accept", "answer": ""})
    assert browse(owner).post(path, form).status_code == 409
    log.refresh_from_db()
    assert log.notes == ""


def test_a_refused_form_can_be_sent_once_more(
    owner: Employee, ana: Employee, browse: Browse
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    form = without_version("seen", None, fields_of(client, path))
    page = client.post(path, form)
    assert page.status_code == 409
    again = form | {"seen": page.context["form"]["seen"].value()}
    assert client.post(path, again).status_code == 303


@pytest.mark.parametrize("seen", ["x", "-1", "99999999999999999999"])
def test_a_crafted_version_is_no_key(
    owner: Employee, ana: Employee, browse: Browse, seen: str
) -> None:
    client, path = browse(owner), f"/people/{ana.pk}/details/"
    form = fields_of(client, path) | {"seen": seen, "hourly_rate": "99"}
    assert client.post(path, form).status_code in {409, 422}
    ana.refresh_from_db()
    assert str(rate_of(ana)) == "12.50"


def test_the_version_is_the_row_s_last_line(owner: Employee, ana: Employee, bar: Location) -> None:
    assert audit.version_of(ana) == 0
    ana.name = "Anna"
    employees.save(ana, by=Author(owner))
    assert audit.version_of(ana) == AuditLine.objects.latest("number").number
    assert audit.version_of(bar) < audit.version_of(ana)
    kind = break_kinds.save(BreakKind(name="Tea"), by=Author(owner))
    assert audit.version_of(kind) > audit.version_of(ana)
