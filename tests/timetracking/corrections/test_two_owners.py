"""An owner does not get their own hours through by taking the other owner's rights away."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core import mail

from tests.timetracking.conftest import NOW, Browse, MakeEmployee, MakeLog, madrid, shift_form
from timetracking.models import Correction, Employee, Review, Role, WorkLog

A_DAY = timedelta(days=1)


@pytest.fixture
def otto(make_employee: MakeEmployee) -> Employee:
    """Return Otto, the other owner."""
    return make_employee("Otto", Role.OWNER)


@pytest.fixture
def own(owner: Employee, make_log: MakeLog) -> WorkLog:
    """Return a shift of Olga's."""
    return make_log(owner, madrid(17, 9), madrid(17, 17))


def give_role(browse: Browse, owner: Employee, other: Employee, role: str) -> int:
    page = browse(owner).get(f"/people/{other.pk}/details/")
    seen = page.context["form"]["seen"].value()
    form = {"name": other.name, "email": other.email, "role": role, "seen": seen}
    return int(browse(owner).post(f"/people/{other.pk}/details/", form).status_code)


def take_away(how: str, browse: Browse, owner: Employee, otto: Employee) -> None:
    if how == "deactivate":
        assert browse(owner).post(f"/people/{otto.pk}/deactivate/").status_code == 303
    else:
        assert give_role(browse, owner, otto, how) == 303


def give_back(how: str, browse: Browse, owner: Employee, otto: Employee) -> None:
    if how == "deactivate":
        browse(owner).post(f"/people/{otto.pk}/reactivate/")
    else:
        give_role(browse, owner, otto, "owner")


def edit(browse: Browse, owner: Employee, log: WorkLog) -> int:
    log.refresh_from_db()
    form = shift_form(log, check_out="2026-11-17T19:00")
    return int(browse(owner).post(f"/shifts/{log.pk}/edit/", form).status_code)


WAYS = ["manager", "member", "deactivate"]


@pytest.mark.parametrize("how", WAYS)
def test_own_hours_wait_for_a_day(
    how: str,
    browse: Browse,
    owner: Employee,
    otto: Employee,
    own: WorkLog,
    clock: time_machine.Traveller,
) -> None:
    assert edit(browse, owner, own) == 403
    take_away(how, browse, owner, otto)
    assert edit(browse, owner, own) == 403
    clock.move_to(NOW + A_DAY - timedelta(seconds=1))
    assert edit(browse, owner, own) == 403
    clock.move_to(NOW + A_DAY + timedelta(seconds=1))
    assert edit(browse, owner, own) == 303


@pytest.mark.parametrize("how", WAYS)
def test_or_for_the_other(
    how: str, browse: Browse, owner: Employee, otto: Employee, own: WorkLog
) -> None:
    take_away(how, browse, owner, otto)
    asked = shift_form(own, check_out="2026-11-17T19:00")
    assert browse(owner).post(f"/shifts/{own.pk}/correct/", asked).status_code == 303
    give_back(how, browse, owner, otto)
    assert edit(browse, owner, own) == 403
    own.refresh_from_db()
    assert own.check_out == madrid(17, 17)
    request = Correction.objects.get()
    form = {"verdict": "accept", "answer": "", "version": request.base_version}
    assert browse(owner).post(f"/corrections/{request.pk}/decide/", form).status_code == 403
    otto.refresh_from_db()
    assert otto.user
    otto.user.refresh_from_db()
    assert browse(otto).post(f"/corrections/{request.pk}/decide/", form).status_code == 303
    own.refresh_from_db()
    assert own.check_out == madrid(17, 19)


@pytest.mark.parametrize("act", ["add", "remove", "confirm"])
def test_no_other_change_of_own_hours_passes(
    act: str, browse: Browse, owner: Employee, otto: Employee, own: WorkLog
) -> None:
    WorkLog.objects.update(review=Review.STATED)
    take_away("member", browse, owner, otto)
    paths = {
        "add": f"/people/{owner.pk}/shifts/add/",
        "remove": f"/shifts/{own.pk}/remove/",
        "confirm": f"/shifts/{own.pk}/confirm/",
    }
    times = {"check_in": "2026-11-16T09:00", "check_out": "2026-11-16T17:00"}
    form = shift_form(own, **(times if act == "add" else {}))
    assert browse(owner).post(paths[act], form).status_code == 403
    assert WorkLog.objects.get().review == Review.STATED


def test_a_manager_s_rights_do_not_matter_to_an_owner_s_hours(
    browse: Browse, owner: Employee, manager: Employee, own: WorkLog
) -> None:
    assert give_role(browse, owner, manager, "member") == 303
    assert edit(browse, owner, own) == 303


@pytest.mark.parametrize("how", WAYS)
def test_the_owners_are_told_at_once(
    how: str,
    browse: Browse,
    owner: Employee,
    otto: Employee,
    make_employee: MakeEmployee,
    django_capture_on_commit_callbacks: Any,
) -> None:
    third = make_employee("Tess", Role.OWNER)
    with django_capture_on_commit_callbacks(execute=True):
        take_away(how, browse, owner, otto)
    told = {message.to[0]: message.body for message in mail.outbox}
    assert set(told) == {otto.email, third.email}
    assert "Olga" in told[otto.email]
    assert "Otto is no longer an owner" in told[third.email]
    for employee in (otto, third):
        employee.refresh_from_db()
        assert len(employee.alerts) == 1
    owner.refresh_from_db()
    assert owner.alerts == []
