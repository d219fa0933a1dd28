"""What counts as waiting: only what the visitor may decide themselves."""

import pytest

from tests.timetracking.conftest import Browse, MakeEmployee, MakeLog, asks, madrid, text_of
from tests.timetracking.corrections.conftest import Ask
from tests.timetracking.corrections.doubting import change_address
from tests.timetracking.places import place
from timetracking.approvals.counting import waiting_for
from timetracking.models import Correction, Employee, Punch, Role, WorkLog


def doubted(correction: Correction, ana: Employee, by: Employee) -> None:
    change_address(ana, by)
    Correction.objects.filter(pk=correction.pk).update(reply_in_doubt=True)


def test_all_kinds_count_in_one_query(
    manager: Employee, ana: Employee, shift: WorkLog, asked: Ask, make_log: MakeLog
) -> None:
    asked(shift)
    make_log(ana, madrid(16, 9), madrid(16, 17), review="automatic")
    make_log(ana, madrid(15, 9), madrid(15, 17), review="stated", involved=[ana.pk])
    Punch.objects.create(
        employee=ana, key="0" * 32, action="in", refusal="Late", device_at=madrid(16, 8)
    )
    with asks(1):
        assert waiting_for(manager) == {"request": 1, "review": 2, "tap": 1}
    with asks(0):
        assert waiting_for(ana).total() == 0


def test_a_doubted_request_does_not_wait_for_who_changed_the_address(
    owner: Employee, manager: Employee, ana: Employee, shift: WorkLog, asked: Ask, browse: Browse
) -> None:
    doubted(asked(shift), ana, by=manager)
    assert waiting_for(manager).total() == 0
    assert waiting_for(owner) == {"request": 1}
    assert "waiting" not in text_of(browse(manager).get("/people/"))


def test_it_waits_for_the_owner_whom_nobody_else_could_replace(
    owner: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    doubted(asked(shift), ana, by=owner)
    assert waiting_for(owner) == {"request": 1}


def test_a_shift_does_not_wait_for_who_had_a_part_in_it(
    owner: Employee, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 9), madrid(16, 17), review="late", involved=[manager.pk])
    assert waiting_for(manager).total() == 0
    assert waiting_for(owner) == {"review": 1}


def test_an_owner_with_a_part_in_it_leaves_it_to_others(
    owner: Employee, manager: Employee, ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 9), madrid(16, 17), review="late", involved=[owner.pk])
    assert waiting_for(owner).total() == 0
    assert waiting_for(manager) == {"review": 1}


def test_it_counts_the_people_of_a_location(
    owner: Employee, ana: Employee, shift: WorkLog, asked: Ask
) -> None:
    bar, cafe = place("Bar", ana), place("Café")
    asked(shift)
    assert waiting_for(owner, bar) == {"request": 1}
    assert waiting_for(owner, cafe).total() == 0


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
def test_a_manager_s_own_requests_wait_for_others(
    role: Role, make_employee: MakeEmployee, owner: Employee, make_log: MakeLog, asked: Ask
) -> None:
    mia = make_employee("Mia", role)
    asked(make_log(mia, madrid(16, 9), madrid(16, 17)))
    assert waiting_for(mia).total() == 0
    assert waiting_for(owner) == {"request": 1}
