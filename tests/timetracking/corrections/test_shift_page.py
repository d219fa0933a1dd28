"""The page of one shift: what it says, who may read it, and its history in words."""

from datetime import timedelta

import pytest

from tests.conftest import TenantClient
from tests.timetracking.conftest import (
    MADRID,
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    asks,
    madrid,
    tapped,
    text_of,
)
from timetracking.base import locks
from timetracking.base.authors import Author, program
from timetracking.base.locks import lock_employee
from timetracking.clocking import punches as clocking
from timetracking.models import (
    Break,
    BreakKind,
    CompanySettings,
    Employee,
    EmployeeLocation,
    Location,
    Role,
    WorkLog,
)
from timetracking.shifts import writer
from timetracking.shifts.writing import writing


@pytest.fixture
def shift(ana: Employee) -> WorkLog:
    """Return a shift of Ana's, 9 to 17 with a lunch, as her taps made it."""
    start = madrid(17, 9)
    clocking.clock_in(ana, tapped(ana, start), time_zone=MADRID)
    clocking.start_break(ana, tapped(ana, start + timedelta(hours=4)))
    clocking.end_break(ana, tapped(ana, start + timedelta(hours=4, minutes=20)))
    return clocking.clock_out(ana, tapped(ana, start + timedelta(hours=8)), notes="Till was short.")


def change(log: WorkLog, by: Employee, reason: str, **fields: object) -> None:
    with writing(lock_employee(log.employee_id), log, by=Author(by), reason=reason):
        for name, value in fields.items():
            setattr(log, name, value)


def test_the_page_says_what_the_shift_says(browse: Browse, ana: Employee, shift: WorkLog) -> None:
    page = text_of(browse(ana).get(f"/shifts/{shift.pk}/"))
    assert "Tuesday 17 November 2026" in page
    assert "In 09:00 Out 17:00" in page
    assert "13:00 to 13:20, Break unpaid" in page
    assert "Till was short." in page
    assert "Recorded by clock page" in page
    assert "Times are in Madrid time." in page


def test_a_deduction_says_why_and_is_open_to_dispute(
    browse: Browse, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17), deducted=1800)
    response = browse(ana).get(f"/shifts/{log.pk}/")
    page = text_of(response)
    assert "Deducted 30 min For 8 h 00 of work, the company" in page
    assert "I could not take it" in page
    assert f"/shifts/{log.pk}/correct/" in response.content.decode()


def test_the_history_tells_who_when_whence_what_and_why(
    browse: Browse, ana: Employee, manager: Employee, shift: WorkLog
) -> None:
    change(shift, manager, "Stayed to clean", check_out=madrid(17, 18))
    page = text_of(browse(ana).get(f"/shifts/{shift.pk}/"))
    assert "Ana recorded the shift Wed 18 Nov 2026, 13:00 · from: website In Tue 17 Nov" in page
    assert (
        "Max changed the shift Wed 18 Nov 2026, 13:00 · from: website "
        "Out Tue 17 Nov 2026, 17:00 → changed to Tue 17 Nov 2026, 18:00 "
        "Hours counted 7 h 40 → changed to 8 h 40 Reason: Stayed to clean" in page
    )
    assert "→ changed to 13:00 to now Break (unpaid)" in page


def test_the_history_names_places_and_programs_not_numbers(
    browse: Browse, ana: Employee, make_log: MakeLog
) -> None:
    harbour = Location.objects.create(pk=4711, name="Harbour")
    log = make_log(ana, madrid(17, 9), madrid(17, 17))
    with writing(lock_employee(ana.pk), log, by=program("close_forgotten_shifts")):
        log.location = harbour
    page = text_of(browse(ana).get(f"/shifts/{log.pk}/"))
    assert "Shiftbook changed the shift" in page
    assert "→ changed to Harbour" in page
    assert "4711" not in page


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("undo", "Gleich nach der Stempelung rückgängig gemacht."),
        ("end confirmed", "Das Schichtende ist bestätigt."),
        ("clock-out added later", "Ausstempeln nachgetragen"),
        ("Ana war krank", "Ana war krank"),
    ],
)
def test_reasons_of_our_own_are_in_the_company_s_language(
    reason: str,
    words: str,
    browse: Browse,
    ana: Employee,
    shift: WorkLog,
) -> None:
    CompanySettings.objects.update(language="de")
    change(shift, ana, reason, notes="Krank")
    assert f"Grund: {words}" in text_of(browse(ana).get(f"/shifts/{shift.pk}/"))


def test_the_history_is_in_the_shift_s_own_zone(
    browse: Browse, ana: Employee, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17), time_zone="Atlantic/Canary")
    change(log, ana, "x", check_out=madrid(17, 18))
    page = text_of(browse(ana).get(f"/shifts/{log.pk}/"))
    assert "Out Tue 17 Nov 2026, 16:00 → changed to Tue 17 Nov 2026, 17:00" in page


def test_the_two_times_of_the_autumn_night_read_differently(
    browse: Browse, ana: Employee, make_log: MakeLog
) -> None:
    first = madrid(25, 2, 30, month=10)
    log = make_log(ana, first - timedelta(hours=4), first)
    change(log, ana, "x", check_out=first + timedelta(hours=1))
    page = text_of(browse(ana).get(f"/shifts/{log.pk}/"))
    assert "02:30 CEST → changed to Sun 25 Oct 2026, 02:30 CET" in page


@pytest.mark.parametrize("who", ["ana", "manager", "owner"])
def test_its_employee_and_who_leads_them_may_read_it(
    who: str, browse: Browse, shift: WorkLog, request: pytest.FixtureRequest
) -> None:
    assert browse(request.getfixturevalue(who)).get(f"/shifts/{shift.pk}/").status_code == 200


def test_a_colleague_finds_nothing(
    browse: Browse, shift: WorkLog, make_employee: MakeEmployee
) -> None:
    assert browse(make_employee("Cleo")).get(f"/shifts/{shift.pk}/").status_code == 404


def test_a_limited_manager_of_elsewhere_finds_nothing(
    browse: Browse, ana: Employee, shift: WorkLog, make_employee: MakeEmployee
) -> None:
    places = [Location.objects.create(name=name) for name in ("Harbour", "Old Town")]
    lia = make_employee("Lia", Role.MANAGER, is_limited=True)
    EmployeeLocation.objects.create(employee=lia, location=places[0])
    EmployeeLocation.objects.create(employee=ana, location=places[1])
    for path in ("", "edit/", "remove/"):
        assert browse(lia).get(f"/shifts/{shift.pk}/{path}").status_code == 404
    EmployeeLocation.objects.create(employee=ana, location=places[0])
    for path in ("", "edit/", "remove/"):
        assert browse(lia).get(f"/shifts/{shift.pk}/{path}").status_code == 200


def test_a_removed_shift_keeps_its_history_at_the_same_address(
    browse: Browse,
    ana: Employee,
    manager: Employee,
    shift: WorkLog,
    make_employee: MakeEmployee,
    company: CompanySettings,
) -> None:
    pk = shift.pk
    locked = locks.lock_employee(ana.pk)
    shift.employee = locked
    locked = lock_employee(shift.employee_id)
    writer.remove(locked, shift, by=Author(manager), reason="Never came")
    for reader in (ana, manager):
        page = text_of(browse(reader).get(f"/shifts/{pk}/"))
        assert "was removed" in page
        assert "Max removed the shift" in page
        assert "Reason: Never came" in page
        assert "Till was short." in page
    assert browse(make_employee("Cleo")).get(f"/shifts/{pk}/").status_code == 404


def test_a_shift_that_never_was_is_not_found(browse: Browse, owner: Employee) -> None:
    assert browse(owner).get("/shifts/4711/").status_code == 404


def test_timesheet_rows_lead_to_it(browse: Browse, ana: Employee, shift: WorkLog) -> None:
    page = browse(ana).get("/timesheet/").content.decode()
    assert f'href="/shifts/{shift.pk}/?back=%2Ftimesheet%2F' in page
    assert "ask for a change" in page


def test_the_page_asks_the_same_however_long_the_history(
    browse: Browse, ana: Employee, shift: WorkLog
) -> None:
    client: TenantClient = browse(ana)
    client.get("/")
    for hour in range(18, 23):
        change(shift, ana, "later", check_out=madrid(17, hour))
    Break.objects.create(
        work_log=shift,
        kind=BreakKind.objects.get(),
        is_paid=False,
        start=madrid(17, 15),
        end=madrid(17, 15, 10),
    )
    with asks(8):
        assert client.get(f"/shifts/{shift.pk}/").status_code == 200
    assert NOW
