"""Taps that are sent late are reviewed by someone who could not have made them alone."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW, Browse, MakeEmployee, MakeLog, madrid
from tests.timetracking.kiosk.late_hours import HALF_A_DAY, Laptop, confirm, make_hours, review_of
from tests.timetracking.kiosk.tablet import PIN, identify, late, say, tap
from timetracking.approvals.counting import waiting_for
from timetracking.base.authors import Author
from timetracking.clocking.late import LATE_AFTER
from timetracking.kiosk import pins
from timetracking.models import (
    AuditLine,
    BreakKind,
    Employee,
    Location,
    Review,
    Role,
    WorkLog,
)

EVE_S_PIN = "739164"


def test_a_manager_s_own_late_taps_wait_for_an_owner(
    laptop: Laptop,
    bar: Location,
    manager: Employee,
    owner: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
) -> None:
    bar.staff.add(manager)
    colleague = make_employee("Mia", Role.MANAGER)
    pins.set_pin(manager, PIN, by=Author(manager))
    log = make_hours(laptop(manager), manager)
    assert (log.review, log.check_out) == (Review.LATE, NOW)
    for who in (manager, colleague):
        assert confirm(browse, who, log) == 403
    assert review_of(log) == Review.LATE
    assert waiting_for(owner).total() == 1
    assert confirm(browse, owner, log) == 303
    assert review_of(log) == Review.NONE


def test_hours_made_for_a_member_wait_for_someone_who_could_not_make_them(
    laptop: Laptop,
    ana: Employee,
    manager: Employee,
    make_employee: MakeEmployee,
    owner: Employee,
    browse: Browse,
) -> None:
    colleague = make_employee("Mia", Role.MANAGER)
    browse(manager).post(f"/people/{ana.pk}/pin/", {"pin": EVE_S_PIN, "act": "set"})
    log = make_hours(laptop(manager), ana, EVE_S_PIN)
    assert (log.review, log.involved) == (Review.LATE, [manager.pk])
    assert confirm(browse, manager, log) == 403
    assert waiting_for(manager).total() == 0
    assert waiting_for(colleague).total() == 1
    assert confirm(browse, colleague, log) == 303
    assert (review_of(log), log.involved) == (Review.NONE, [])


@pytest.mark.parametrize("part", ["tablet", "PIN"])
def test_the_tablet_or_the_pin_alone_is_enough(
    part: str,
    laptop: Laptop,
    ana: Employee,
    owner: Employee,
    manager: Employee,
    browse: Browse,
    make_employee: MakeEmployee,
) -> None:
    make_employee("Otto", Role.OWNER)
    if part == "PIN":
        pins.set_pin(ana, PIN, by=Author(manager))
    log = make_hours(laptop(manager if part == "tablet" else owner), ana)
    assert confirm(browse, manager, log) == 403
    assert review_of(log) == Review.LATE


@pytest.mark.parametrize("when", ["before", "after"])
def test_it_is_who_set_the_pin_that_was_typed(
    when: str,
    laptop: Laptop,
    ana: Employee,
    manager: Employee,
    owner: Employee,
    make_employee: MakeEmployee,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The PIN changes while the tap is processed: before it is checked, or right after."""
    otto = make_employee("Otto", Role.OWNER)
    make_employee("Mia", Role.MANAGER)
    if when == "after":
        pins.set_pin(ana, EVE_S_PIN, by=Author(manager))
    verify = pins.verify

    def verify_slowly(*args: Any, **kwargs: Any) -> Employee:
        if when == "before":
            pins.set_pin(ana, EVE_S_PIN, by=Author(manager))
        verified = verify(*args, **kwargs)
        if when == "after":
            pins.set_pin(ana, PIN, by=Author(ana))
        return verified

    monkeypatch.setattr(pins, "verify", verify_slowly)
    assert late(laptop(otto), ana, "in", ago=HALF_A_DAY, pin=EVE_S_PIN).status_code == 200
    log = WorkLog.objects.get()
    assert log.involved == sorted([manager.pk, otto.pk])
    assert f"PIN set by {manager.name}" in AuditLine.objects.get(subject="worklog").reason


def test_the_tablet_of_the_only_manager_does_not_make_an_owner_review_alone(
    laptop: Laptop, ana: Employee, manager: Employee, owner: Employee, browse: Browse
) -> None:
    pins.set_pin(ana, EVE_S_PIN, by=Author(owner))
    log = make_hours(laptop(manager), ana, EVE_S_PIN)
    assert (log.review, log.involved) == (Review.LATE, [owner.pk])
    assert confirm(browse, owner, log) == 403
    assert waiting_for(manager).total() == 1
    assert confirm(browse, manager, log) == 303
    assert review_of(log) == Review.NONE


def test_the_line_names_the_tablet_its_time_and_who_stands_behind_it(
    laptop: Laptop, ana: Employee, manager: Employee, owner: Employee
) -> None:
    pins.set_pin(ana, PIN, by=Author(owner))
    wrong = timedelta(minutes=7)
    late(laptop(manager), ana, "in", ago=timedelta(hours=3), wrong_by=wrong)
    reason = AuditLine.objects.get(subject="worklog").reason
    for words in (
        "“Laptop”",
        "paired by Max",
        "2026-11-18 10:07:00+01:00 on its clock",
        "received 2026-11-18 13:00:00+01:00",
        "PIN set by Olga",
    ):
        assert words in reason


@pytest.mark.parametrize(
    ("ago", "mark"),
    [
        (LATE_AFTER, Review.NONE),
        (LATE_AFTER + timedelta(seconds=1), Review.LATE),
        (timedelta(hours=12), Review.LATE),
    ],
)
def test_a_few_minutes_are_no_matter(
    ago: timedelta, mark: Review, tablet: TenantClient, ana: Employee
) -> None:
    late(tablet, ana, "in", ago=ago)
    assert WorkLog.objects.get().review == mark


@pytest.mark.parametrize("action", ["out", "break", "back"])
def test_every_late_tap_marks_the_shift(
    action: str, tablet: TenantClient, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    log = make_log(ana, madrid(18, 8))
    if action == "back":
        kind = BreakKind.objects.get()
        log.breaks.create(kind=kind, is_paid=False, start=madrid(18, 9))
    assert late(tablet, ana, action, ago=timedelta(hours=1)).status_code == 200
    assert (review_of(log), log.involved) == (Review.LATE, [owner.pk])


@pytest.mark.parametrize("actions", [["out"], ["break", "back", "out"]])
def test_taps_made_now_do_not_take_the_mark_away(
    actions: list[str], tablet: TenantClient, ana: Employee
) -> None:
    late(tablet, ana, "in", ago=HALF_A_DAY)
    for action in actions:
        assert tap(tablet, ana, action).status_code == 200
    assert WorkLog.objects.get().review == Review.LATE


@pytest.mark.parametrize("action", ["out", "break"])
def test_nor_does_an_undo(action: str, tablet: TenantClient, ana: Employee) -> None:
    late(tablet, ana, "in", ago=HALF_A_DAY)
    key, token = str(uuid4()), identify(tablet, ana).json()["token"]
    tap(tablet, ana, action, key=key, token=token)
    undo = {"employee": ana.pk, "token": token, "key": key}
    assert tablet.post("/kiosk/undo/", undo).status_code == 200
    assert WorkLog.objects.get().review == Review.LATE
    tap(tablet, ana, "out")
    assert WorkLog.objects.get().review == Review.LATE


def test_an_end_that_is_stated_keeps_who_is_involved(
    tablet: TenantClient,
    ana: Employee,
    owner: Employee,
    manager: Employee,
    clock: time_machine.Traveller,
) -> None:
    late(tablet, ana, "in", ago=timedelta(hours=3))
    clock.move_to(NOW + timedelta(hours=12))
    log = WorkLog.objects.get()
    assert say(tablet, ana, log, "2026-11-18T20:00").status_code == 200
    assert (review_of(log), log.involved) == (Review.STATED, [owner.pk])


def test_an_end_that_is_stated_at_a_kiosk_involves_who_set_the_pin(
    tablet: TenantClient, ana: Employee, manager: Employee, browse: Browse, make_log: MakeLog
) -> None:
    pins.set_pin(ana, PIN, by=Author(manager))
    log = make_log(ana, madrid(17, 16, 58))
    assert say(tablet, ana, log, "2026-11-17T23:10").status_code == 200
    assert (review_of(log), log.involved) == (Review.STATED, [manager.pk])
    assert confirm(browse, manager, log) == 403


@pytest.mark.parametrize("others", [0, 1])
def test_it_also_involves_who_answers_for_the_tablet_on_which_the_pin_is_typed(
    others: int,
    laptop: Laptop,
    ana: Employee,
    manager: Employee,
    owner: Employee,
    make_employee: MakeEmployee,
    browse: Browse,
    make_log: MakeLog,
) -> None:
    if others:
        make_employee("Mia", Role.MANAGER)
        pins.set_pin(ana, PIN, by=Author(owner))
    log = make_log(ana, madrid(17, 16, 58))
    assert say(laptop(manager), ana, log, "2026-11-17T23:10").status_code == 200
    involved = sorted([manager.pk, owner.pk] if others else [manager.pk])
    assert (review_of(log), log.involved) == (Review.STATED, involved)
    assert confirm(browse, manager, log) == 403


def test_pages_show_the_mark(
    laptop: Laptop, ana: Employee, manager: Employee, owner: Employee, browse: Browse
) -> None:
    log = make_hours(laptop(manager), ana)
    sheet = browse(ana).get("/timesheet/").content.decode()
    assert "to check" in sheet
    assert "of the total are provisional" in sheet
    assert (
        "someone else has to check them"
        in browse(manager).get(f"/shifts/{log.pk}/").content.decode()
    )
    assert "tap sent late" in browse(owner).get("/approvals/").content.decode()
    WorkLog.objects.update(check_out=None)
    for path in ("/today/", "/board/"):
        assert "to check" in browse(owner).get(path).content.decode()
