from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from accounts.models import User
from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    madrid,
    punch,
    text_of,
)
from timetracking.base.authors import Author
from timetracking.models import Employee, Role, WorkLog
from timetracking.staff import employees
from timetracking.staff.errors import ImpossibleEnd, LastOwner, ShiftStillOpen


def deactivate(client: Any, employee: Employee, **data: str) -> Any:
    return client.post(f"/people/{employee.pk}/deactivate/", data)


def is_active(employee: Employee) -> bool:
    employee.refresh_from_db()
    return employee.is_active


def test_someone_who_is_out_is_deactivated_at_once(
    manager: Employee, ana: Employee, browse: Browse
) -> None:
    response = browse(manager).get(f"/people/{ana.pk}/deactivate/")
    assert (response.context["employee"], response.context["open_log"]) == (ana, None)
    assert list(response.context["form"].fields) == []
    response = deactivate(browse(manager), ana)
    assert (response.status_code, response["Location"]) == (303, "/people/")
    assert not is_active(ana)


def test_sessions_end_and_signing_in_too(manager: Employee, ana: Employee, browse: Browse) -> None:
    hers = browse(ana)
    assert hers.get("/").status_code == 200
    deactivate(browse(manager), ana)
    assert hers.get("/").status_code == 302
    assert punch(hers, "in").status_code == 302
    assert not User.objects.get(employee=ana).is_active


def test_someone_who_never_signs_in_can_leave_too(
    manager: Employee, ben: Employee, browse: Browse
) -> None:
    deactivate(browse(manager), ben)
    assert not is_active(ben)


def test_the_end_of_an_open_shift_is_asked_for(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 9))
    client = browse(manager)
    response = client.get(f"/people/{ana.pk}/deactivate/")
    assert response.context["open_log"] == log
    assert list(response.context["form"].fields) == ["ended_at"]
    response = deactivate(client, ana)
    assert response.status_code == 422
    assert "ended_at" in response.context["form"].errors
    assert is_active(ana)


def test_the_end_is_read_by_the_companys_clock(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 9), notes="kept")
    assert deactivate(browse(manager), ana, ended_at="2026-11-18T12:30").status_code == 303
    log.refresh_from_db()
    assert (log.check_out, log.notes) == (madrid(18, 12, 30), "kept")
    assert not is_active(ana)


@pytest.mark.parametrize(
    ("ended_at", "sentence"),
    [
        ("2026-11-18T09:00", "The shift started at 09:00. Choose a later end."),
        ("2026-11-17T12:00", "The shift started at 09:00. Choose a later end."),
        ("2026-11-18T13:02", "The shift cannot end in the future."),
        ("9998-12-31T23:59", "The shift cannot end in the future."),
        ("9999-12-31T23:59", "Enter a date and a time"),
        ("0001-01-01T00:00", "Enter a date and a time"),
        ("2026-11-18T12:00Z", "Enter a date and a time"),
        ("2026-02-30T12:00", "Enter a date and a time"),
        ("yesterday", "Enter a date and a time"),
        ("2026-03-29T02:30", "02:30 does not exist on that day"),
    ],
)
def test_an_impossible_end_is_refused(
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
    ended_at: str,
    sentence: str,
) -> None:
    log = make_log(ana, madrid(18, 9))
    response = deactivate(browse(manager), ana, ended_at=ended_at)
    assert response.status_code == 422
    assert sentence in " ".join(response.context["form"].errors["ended_at"])
    assert ended_at in response.content.decode()
    log.refresh_from_db()
    assert log.check_out is None
    assert is_active(ana)


def test_a_minute_ahead_is_still_now(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 9))
    assert deactivate(browse(manager), ana, ended_at="2026-11-18T13:01").status_code == 303


@pytest.mark.parametrize(
    ("occurrence", "end"),
    [
        ("first", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("second", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_happens_twice_is_asked_about(
    manager: Employee,
    ana: Employee,
    browse: Browse,
    make_log: MakeLog,
    clock: time_machine.Traveller,
    occurrence: str,
    end: datetime,
) -> None:
    clock.move_to(madrid(25, 9, month=10), tick=False)
    log = make_log(ana, madrid(24, 22, month=10))
    client = browse(manager)
    response = deactivate(client, ana, ended_at="2026-10-25T02:30")
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["occurrence"]
    assert "occurrence" in response.context["form"].fields
    assert is_active(ana)
    response = deactivate(client, ana, ended_at="2026-10-25T02:30", occurrence=occurrence)
    assert response.status_code == 303
    log.refresh_from_db()
    assert log.check_out == end


def test_which_one_is_asked_only_if_it_matters(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(18, 9))
    response = deactivate(browse(manager), ana, ended_at="2026-11-18T08:00", occurrence="first")
    assert list(response.context["form"].fields) == ["ended_at"]


def test_an_end_for_a_shift_that_ended_meanwhile_is_not_needed(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(18, 9), madrid(18, 12))
    assert deactivate(browse(manager), ana, ended_at="2026-11-18T12:30").status_code == 303
    log.refresh_from_db()
    assert log.check_out == madrid(18, 12)


def test_nobody_deactivates_themselves(
    owner: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    make_employee("Otto", Role.OWNER)
    client = browse(owner)
    assert client.get(f"/people/{owner.pk}/deactivate/").status_code == 403
    assert deactivate(client, owner).status_code == 403
    assert is_active(owner)


def test_an_owner_deactivates_another(
    owner: Employee, make_employee: MakeEmployee, browse: Browse
) -> None:
    otto = make_employee("Otto", Role.OWNER)
    assert deactivate(browse(owner), otto).status_code == 303
    assert not is_active(otto)


def test_deactivating_twice_is_harmless(manager: Employee, ana: Employee, browse: Browse) -> None:
    client = browse(manager)
    deactivate(client, ana)
    assert deactivate(client, ana).status_code == 303
    assert "Ana has already been deactivated." in text_of(client.get("/people/"))


def test_coming_back_brings_the_sign_in_back(
    manager: Employee, ana: Employee, browse: Browse
) -> None:
    hers, client = browse(ana), browse(manager)
    deactivate(client, ana)
    response = client.post(f"/people/{ana.pk}/reactivate/")
    assert (response.status_code, response["Location"]) == (303, "/people/")
    assert is_active(ana)
    assert User.objects.get(employee=ana).is_active
    assert hers.get("/").status_code == 302  # the old session stays dead
    assert browse(Employee.objects.get(pk=ana.pk)).get("/").status_code == 200


def test_the_service_asks_for_the_end_itself(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(18, 9))
    with pytest.raises(ShiftStillOpen, match=r"^Ana is clocked in\."):
        employees.deactivate(ana, by=Author(), now=NOW)
    with pytest.raises(ImpossibleEnd):
        employees.deactivate(ana, by=Author(), now=NOW, ended_at=NOW + timedelta(seconds=61))
    assert WorkLog.objects.open().filter(employee=ana).exists()


def test_the_last_owner_stays(owner: Employee, make_employee: MakeEmployee) -> None:
    make_employee("Otto", Role.OWNER, is_active=False)
    with pytest.raises(LastOwner):
        employees.deactivate(owner, by=Author(), now=NOW)
    owner.role = Role.MANAGER
    with pytest.raises(LastOwner, match="Make someone else an owner first"):
        employees.save(owner, by=Author())
    owner.refresh_from_db()
    assert (owner.role, owner.is_active) == (Role.OWNER, True)


def test_an_end_on_a_wrong_day_is_refused(
    manager: Employee, ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(16, 9))
    response = deactivate(browse(manager), ana, ended_at="2026-11-17T09:01")
    assert response.status_code == 422
    assert "longer than 24 hours" in " ".join(response.context["form"].errors["ended_at"])
    assert is_active(ana)
    assert deactivate(browse(manager), ana, ended_at="2026-11-17T09:00").status_code == 303
    log.refresh_from_db()
    assert log.check_out == madrid(17, 9)
