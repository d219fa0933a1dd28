"""A lock holds on every way in: nothing of a locked day changes, whoever asks."""

from uuid import uuid4

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings

from tests.timetracking.conftest import NOW, Browse, Here, MakeLog, madrid, punch, tapped, text_of
from tests.timetracking.periods.conftest import Close
from tests.timetracking.periods.ways import OCTOBER, Ways, lock_now, new, proposal, rows
from timetracking.base.authors import Author
from timetracking.base.errors import TimeTrackingError
from timetracking.base.locks import lock_employee
from timetracking.clocking import punches, undo
from timetracking.clocking.forgotten import StatedEnd, due, follow_up, state_end
from timetracking.corrections import editing
from timetracking.models import (
    CompanySettings,
    Employee,
    Punch,
    Review,
    WorkDay,
    WorkLog,
)
from timetracking.shifts import days, writer
from timetracking.shifts.errors import PeriodLocked
from timetracking.shifts.proposals import Proposal
from timetracking.staff import employees


def test_a_lock_refuses_every_service_and_leaves_every_byte(ways: Ways) -> None:
    before = rows()
    for name, act in ways.all.items():
        with pytest.raises(PeriodLocked), transaction.atomic():
            act()
        assert rows() == before, name


def test_the_same_works_again_once_it_is_reopened(ways: Ways) -> None:
    days.reopen(OCTOBER)
    for name in ("edit", "accept a missing shift", "confirm", "add"):
        ways.shift.refresh_from_db()
        ways.all[name]()


def test_a_night_that_ends_in_a_locked_period_does_not_change(
    owner: Employee, night: WorkLog, close: Close
) -> None:
    close()
    with pytest.raises(PeriodLocked):
        editing.edit(
            night,
            proposal(night, notes="New"),
            version=night.version,
            by=Author(owner),
            reason="Because",
            now=NOW,
            site=Here(),
        )


def test_a_shift_until_midnight_does_not_touch_the_next_day(
    owner: Employee, ana: Employee, shift: WorkLog, close: Close
) -> None:
    close()
    until_midnight = Proposal(madrid(30, 16, month=9), madrid(1, 0, month=10), "Europe/Madrid")
    editing.add(ana, until_midnight, by=Author(owner), reason="x", now=NOW, site=Here())
    assert WorkLog.objects.count() == 2


def test_the_refusal_names_the_period_and_who_can_reopen_it(
    owner: Employee, shift: WorkLog, close: Close
) -> None:
    close()
    with pytest.raises(PeriodLocked, match=r"Thu 1 Oct 2026 to Sat 31 Oct 2026 .* An owner"):
        editing.add(shift.employee, new(22), by=Author(owner), reason="x", now=NOW, site=Here())


def test_a_tap_of_today_on_a_locked_day_says_so(ana: Employee, browse: Browse) -> None:
    WorkDay.objects.filter(day=NOW.date()).update(is_open=False)
    page = punch(browse(ana), "in")
    assert "are locked" in text_of(page) or "are locked" in text_of(browse(ana).get("/"))
    assert not WorkLog.objects.exists()
    assert "are locked" in Punch.objects.get().refusal


def test_an_undo_in_a_locked_day_says_why(ana: Employee) -> None:
    tap = tapped(ana)
    punches.clock_in(ana, tap, time_zone=CompanySettings.objects.get().zone)
    WorkDay.objects.filter(day=NOW.date()).update(is_open=False)
    with pytest.raises(PeriodLocked):
        undo.undo(ana, key=tap.key, now=NOW, by=Author(ana))
    assert WorkLog.objects.get().check_out is None


def test_an_answer_about_a_forgotten_clock_out_says_why(ben: Employee, forgotten: WorkLog) -> None:
    lock_now()
    for ended_at in (None, madrid(31, 16, month=10)):
        stated = StatedEnd(forgotten.pk, forgotten.version, ended_at)
        with pytest.raises(TimeTrackingError, match="are locked"):
            state_end(ben, tapped(ben, key=uuid4()), stated)
    forgotten.refresh_from_db()
    assert (forgotten.review, forgotten.version) == (Review.AUTOMATIC, 1)


def test_a_forgotten_shift_of_a_locked_day_is_left_alone(
    ends: CompanySettings, ben: Employee, make_log: MakeLog
) -> None:
    log = make_log(ben, madrid(31, 9, month=10))
    lock_now()
    before = rows()
    assert follow_up(log.pk, now=NOW, site=Here()) is None
    assert not due(NOW).exists()
    assert rows() == before


def test_a_forgotten_end_inside_a_locked_period_only_reminds(
    ends: CompanySettings, ben: Employee, make_log: MakeLog
) -> None:
    log = make_log(ben, madrid(30, 20, month=9))
    lock_now()
    assert follow_up(log.pk, now=NOW, site=Here()) == "remind"
    log.refresh_from_db()
    assert (log.check_out, log.review, log.version) == (None, "", 1)


def test_a_deactivation_that_would_end_a_locked_shift_says_why(
    owner: Employee, ben: Employee, make_log: MakeLog
) -> None:
    make_log(ben, madrid(31, 9, month=10))
    lock_now()
    with pytest.raises(TimeTrackingError, match="are locked"):
        employees.deactivate(ben, by=Author(owner), now=NOW, ended_at=madrid(31, 17, month=10))
    ben.refresh_from_db()
    assert ben.is_active


def test_the_forms_say_why_and_lose_nothing(
    owner: Employee, shift: WorkLog, browse: Browse, close: Close
) -> None:
    close()
    client = browse(owner)
    page = client.post(
        f"/shifts/{shift.pk}/remove/", {"version": shift.version, "reason": "A long story"}
    )
    assert page.status_code == 409
    assert "are locked" in text_of(page)
    assert "A long story" in page.content.decode()


def test_with_one_login_the_services_and_the_key_still_hold(shift: WorkLog, ana: Employee) -> None:
    with override_settings(TENANT_ROLES=False), time_machine.travel(NOW, tick=False):
        lock_now()
        with pytest.raises(PeriodLocked):
            writer.remove(lock_employee(ana.pk), shift, by=Author(ana), reason="undo")
