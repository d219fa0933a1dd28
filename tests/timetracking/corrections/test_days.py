"""A day of one person: the page and the panel, and what may be changed from it."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.timetracking.conftest import (
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    shift_form,
    text_of,
)
from tests.timetracking.places import place
from timetracking.models import BreakKind, Correction, Employee, WorkLog

DAY = "day=2026-11-17"
GRID = "http://acme.localhost/timesheets/?from=2026-11-16&to=2026-11-22"


def at(employee: Employee, more: str = "", day: str = DAY) -> str:
    return f"/timesheets/{employee.pk}/?{day}{more}"


def htmx(page: str = GRID) -> dict[str, Any]:
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_CURRENT_URL": page}


def test_it_shows_taps_breaks_notes_and_history(
    manager: Employee, shift: WorkLog, browse: Browse
) -> None:
    WorkLog.objects.filter(pk=shift.pk).update(check_in=shift.check_in + timedelta(seconds=23))
    kind = BreakKind.objects.get()
    shift.breaks.create(kind=kind, is_paid=False, start=madrid(17, 12), end=madrid(17, 12, 30))
    text = text_of(browse(manager).get(at(shift.employee)))
    for shown in ("Ana, Tuesday", "7 h 30", "09:00:23", "12:00 to 12:30", "Busy", "History"):
        assert shown in text


def test_htmx_gets_the_panel_alone(manager: Employee, shift: WorkLog, browse: Browse) -> None:
    page = browse(manager).get(at(shift.employee), **htmx()).content.decode()
    assert 'id="panel-title"' in page
    assert "<html" not in page


def test_an_edit_in_its_place_needs_a_reason_and_is_told(
    manager: Employee, shift: WorkLog, browse: Browse
) -> None:
    client, address = browse(manager), at(shift.employee, f"&edit={shift.pk}")
    assert 'name="check_out"' in client.get(address).content.decode()
    form = shift_form(shift, check_out="2026-11-17T18:00")
    refused = client.post(address, form | {"reason": ""}, **htmx())
    assert refused.status_code == 422
    assert "Please give a reason." in text_of(refused)
    assert 'value="2026-11-17T18:00"' in refused.content.decode()
    saved = client.post(address, form, **htmx())
    assert "Ana can see the change and respond." in text_of(saved)
    shift.refresh_from_db()
    assert shift.check_out == madrid(17, 18)
    assert Correction.objects.get().reason == "I know it"


def test_after_an_edit_the_row_and_the_totals_come_anew(
    manager: Employee, shift: WorkLog, browse: Browse
) -> None:
    form = shift_form(shift, check_out="2026-11-17T18:00")
    address = at(shift.employee, f"&edit={shift.pk}")
    page = browse(manager).post(address, form, **htmx()).content.decode()
    row = page[page.index(f'<tr id="row-{shift.employee_id}" hx-swap-oob="true">') :]
    assert "9 h 00" in row[: row.index("</tr>")]
    foot = page[page.index('<tfoot id="grid-foot" hx-swap-oob="true">') :]
    assert foot.count("9 h 00") == 2
    other = browse(manager).get(at(shift.employee), **htmx()).content.decode()
    assert "grid-foot" not in other


def test_a_row_without_a_problem_leaves_the_filter(
    manager: Employee, shift: WorkLog, browse: Browse
) -> None:
    WorkLog.objects.filter(pk=shift.pk).update(review="automatic")
    address = at(shift.employee, f"&confirm={shift.pk}")
    page = browse(manager).post(address, {"version": 1}, **htmx(f"{GRID}&problems=1"))
    assert "The times have been confirmed." in text_of(page)
    assert f'<tr id="row-{shift.employee_id}" hx-swap-oob="delete">' in page.content.decode()
    shift.refresh_from_db()
    assert shift.review == ""


@pytest.mark.parametrize("page", ["http://acme.localhost/people/", "http://evil.example/x", ""])
def test_another_page_behind_it_gets_the_panel_alone(
    page: str, manager: Employee, shift: WorkLog, browse: Browse
) -> None:
    form = shift_form(shift, check_out="2026-11-17T18:00")
    saved = browse(manager).post(at(shift.employee, f"&edit={shift.pk}"), form, **htmx(page))
    assert saved.status_code == 200
    assert "grid-foot" not in saved.content.decode()


def test_a_stale_edit_shows_both_versions(
    manager: Employee, shift: WorkLog, browse: Browse
) -> None:
    form = shift_form(shift, check_out="2026-11-17T18:00")
    WorkLog.objects.filter(pk=shift.pk).update(version=2, check_out=madrid(17, 16))
    refused = browse(manager).post(at(shift.employee, f"&edit={shift.pk}"), form, **htmx())
    assert refused.status_code == 409
    assert "Currently recorded" in text_of(refused)
    shift.refresh_from_db()
    assert shift.check_out == madrid(17, 16)
    again = shift_form(shift, check_out="2026-11-17T18:00")
    assert browse(manager).post(at(shift.employee, f"&edit={shift.pk}"), again).status_code == 303


def test_a_stale_confirmation_is_refused(manager: Employee, shift: WorkLog, browse: Browse) -> None:
    WorkLog.objects.filter(pk=shift.pk).update(version=2, review="automatic")
    address = at(shift.employee, f"&confirm={shift.pk}")
    assert browse(manager).post(address, {"version": 1}).status_code == 409
    shift.refresh_from_db()
    assert shift.review == "automatic"


def test_an_empty_day_begins_with_the_form_and_takes_a_shift(
    manager: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(manager)
    page = client.get(at(ana)).content.decode()
    assert 'value="2026-11-17T09:00"' in page
    form = shift_form(check_in="2026-11-17T10:00", check_out="2026-11-17T12:00")
    saved = client.post(at(ana, "&add=1"), form)
    assert saved.status_code == 303
    assert "The shift has been added." in text_of(client.get(saved["Location"]))
    assert WorkLog.objects.get(employee=ana).check_in == madrid(17, 10)


def test_a_later_day_takes_none(manager: Employee, ana: Employee, browse: Browse) -> None:
    page = browse(manager).get(at(ana, day="day=2026-12-01")).content.decode()
    assert 'name="check_in"' not in page


def test_ones_own_day_is_read_only_with_a_way_to_ask(shift: WorkLog, browse: Browse) -> None:
    client = browse(shift.employee)
    page = client.get(at(shift.employee)).content.decode()
    assert f"/shifts/{shift.pk}/correct/" in page
    assert 'name="check_in"' not in page
    address = at(shift.employee, f"&edit={shift.pk}")
    form = shift_form(shift, check_out="2026-11-17T18:00")
    adding = at(shift.employee, "&add=1")
    assert [client.get(way).status_code for way in (address, adding)] == [403, 403]
    assert [client.post(way, form).status_code for way in (address, adding)] == [403, 403]
    shift.refresh_from_db()
    assert shift.check_out == madrid(17, 17)


def test_a_limited_manager_opens_their_people_alone(
    manager: Employee, ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ben, madrid(17, 9), madrid(17, 17))
    place("Bar", manager, ana)
    Employee.objects.filter(pk=manager.pk).update(is_limited=True)
    client = browse(manager)
    assert client.get(at(ana)).status_code == 200
    assert client.get(at(ben)).status_code == 404
    # Nor somebody's shift by way of another's day.
    assert client.get(at(ana, f"&edit={log.pk}")).status_code == 404


def test_a_shift_opens_on_its_persons_day_alone(
    owner: Employee, shift: WorkLog, ben: Employee, browse: Browse
) -> None:
    client = browse(owner)
    for typed in (str(shift.pk), "900000000000000000000", "x", "-1"):
        assert client.get(at(ben, f"&edit={typed}")).status_code == 404


def test_a_colleague_sees_nothing(
    shift: WorkLog, make_employee: MakeEmployee, browse: Browse
) -> None:
    assert browse(make_employee("Cleo")).get(at(shift.employee)).status_code == 404


@pytest.mark.parametrize("day", ["day=x", "day=2026-02-30", "day=0001-01-01", "day=%00"])
def test_a_day_that_there_is_not_leads_to_today(
    day: str, manager: Employee, ana: Employee, browse: Browse
) -> None:
    client = browse(manager)
    assert client.get(at(ana, day=day))["Location"] == f"/timesheets/{ana.pk}/"
    assert "That day does not exist." in text_of(client.get(f"/timesheets/{ana.pk}/"))


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kolkata"])
def test_a_shift_is_on_the_day_of_its_own_clocks(
    zone: str, manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 6), madrid(17, 10), time_zone=zone)
    day = madrid(17, 6).astimezone(ZoneInfo(zone)).date()
    client = browse(manager)
    for n in (-1, 0, 1):
        shown = client.get(at(ana, day=f"day={day + timedelta(days=n)}")).context["day"].cards
        assert [card.shift.log for card in shown] == ([log] if n == 0 else [])


@pytest.mark.parametrize("shifts", [1, 3])
def test_it_asks_the_same_for_many_shifts(
    shifts: int, manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    for number in range(shifts):
        make_log(ana, madrid(17, 8 + number), madrid(17, 8 + number, 30))
    client = browse(manager)
    with asks(9):  # session, user, employee, company, whose; shifts, breaks, history, corrections
        client.get(at(ana), **htmx())
