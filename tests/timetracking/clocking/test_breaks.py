from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID, uuid4

import pytest

from tests.timetracking.conftest import (
    NOW,
    Browse,
    MakeLog,
    madrid,
    punch,
    tapped,
    text_of,
    violates,
)
from timetracking.base.authors import Author
from timetracking.base.locks import lock_employee
from timetracking.clocking.errors import (
    AlreadyOnBreak,
    NoSuchBreak,
    NotClockedIn,
    NotOnBreak,
    OverlappingBreak,
)
from timetracking.clocking.punches import clock_out, end_break, start_break
from timetracking.models import Break, BreakKind, CompanySettings, Employee, WorkLog
from timetracking.shifts import writer
from timetracking.shifts.rules import SHORTEST

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def pause(
    employee: Employee,
    now: datetime = NOW,
    *,
    key: UUID | None = None,
    kind_id: int | None = None,
) -> WorkLog:
    return start_break(employee, tapped(employee, now, key=key), kind_id=kind_id)


def resume(employee: Employee, now: datetime = NOW, *, key: UUID | None = None) -> WorkLog:
    return end_break(employee, tapped(employee, now, key=key))


def leave(employee: Employee, now: datetime = NOW) -> WorkLog:
    return clock_out(employee, tapped(employee, now))


@pytest.fixture
def inside(ana: Employee, make_log: MakeLog) -> WorkLog:
    """Ana's shift, open since 09:00."""
    return make_log(ana, madrid(18, 9))


def test_a_break_begins_and_ends(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 11))
    resume(ana, madrid(18, 11, 20))
    found = Break.objects.get()
    assert (found.work_log, found.kind.name, found.is_paid) == (inside, "Break", False)
    assert (found.start, found.end) == (madrid(18, 11), madrid(18, 11, 20))
    inside.refresh_from_db()
    assert inside.duration(NOW) == timedelta(hours=3, minutes=40)


def test_a_shift_does_not_end_before_a_break_that_another_worker_s_clock_ended(
    ana: Employee, inside: WorkLog
) -> None:
    pause(ana, madrid(18, 11))
    back = madrid(18, 12) + timedelta(seconds=3)
    resume(ana, back)
    log = leave(ana, madrid(18, 12))
    assert log.check_out == back + SHORTEST
    writer.reopen(lock_employee(ana.pk), log, by=Author(ana), reason="undo")
    assert Break.objects.get().end == back


def test_a_paid_break_counts_as_worked(ana: Employee, inside: WorkLog) -> None:
    kind = BreakKind.objects.create(name="Coffee", is_paid=True)
    pause(ana, madrid(18, 11), kind_id=kind.pk)
    resume(ana, madrid(18, 11, 20))
    assert WorkLog.objects.get().duration(NOW) == timedelta(hours=4)


def test_a_break_stays_paid_as_it_was(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 11))
    BreakKind.objects.update(is_paid=True)
    resume(ana, madrid(18, 11, 20))
    assert Break.objects.get().is_paid is False


def test_an_open_break_does_not_count_so_far(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 12))
    assert WorkLog.objects.get().duration(NOW) == 3 * HOUR


def test_of_several_kinds_one_is_to_be_chosen(ana: Employee, inside: WorkLog) -> None:
    BreakKind.objects.create(name="Coffee", is_paid=True)
    with pytest.raises(NoSuchBreak):
        pause(ana)


@pytest.mark.parametrize("kind_id", [0, 987_654])
def test_a_kind_that_is_not_offered_is_refused(
    ana: Employee, inside: WorkLog, kind_id: int
) -> None:
    gone = BreakKind.objects.create(name="Siesta", is_active=False)
    for pk in (kind_id, gone.pk):
        with pytest.raises(NoSuchBreak, match="not available"):
            pause(ana, kind_id=pk)


def test_one_break_is_open_at_a_time(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 11))
    with pytest.raises(AlreadyOnBreak, match=r"^You already started a break at 11:00\.$"):
        pause(ana)
    kind = BreakKind.objects.get()
    with violates("breaks_no_overlap", "breaks_one_open"):
        Break.objects.create(work_log=inside, kind=kind, is_paid=False, start=NOW)


def test_who_is_out_takes_no_break(ana: Employee, company: CompanySettings) -> None:
    for act in (pause, resume):
        with pytest.raises(NotClockedIn):
            act(ana)


def test_who_works_cannot_come_back(ana: Employee, inside: WorkLog) -> None:
    with pytest.raises(NotOnBreak):
        resume(ana)


def test_a_break_into_another_one_is_refused(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 11))
    resume(ana, madrid(18, 11, 30))
    with pytest.raises(OverlappingBreak):
        pause(ana, madrid(18, 11, 10))


def test_breaks_may_touch(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 11))
    resume(ana, madrid(18, 11, 30))
    pause(ana, madrid(18, 11, 30))
    assert Break.objects.count() == 2


def test_clocking_out_ends_the_break_at_the_same_instant(ana: Employee, inside: WorkLog) -> None:
    pause(ana, madrid(18, 12))
    log = leave(ana)
    assert Break.objects.get().end == log.check_out == NOW
    assert log.duration(NOW) == 3 * HOUR


def test_a_break_and_its_shift_may_end_in_the_instant_they_began(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, NOW)
    pause(ana)
    log = leave(ana)
    assert log.check_out == Break.objects.get().end == NOW + timedelta(microseconds=1)


@pytest.mark.parametrize(("act", "then"), [(pause, resume), (resume, leave)])
def test_a_form_sent_twice_counts_once(
    ana: Employee,
    inside: WorkLog,
    act: Callable[..., WorkLog],
    then: Callable[..., WorkLog],
) -> None:
    key = uuid4()
    if act is resume:
        pause(ana, madrid(18, 11))
    act(ana, NOW, key=key)
    first = list(Break.objects.values())
    act(ana, NOW + MINUTE, key=key)
    assert list(Break.objects.values()) == first
    then(ana, NOW + 2 * MINUTE)


def test_what_the_rules_take_off_is_written_with_the_shift(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    make_log(ana, NOW - timedelta(hours=8))
    log = leave(ana)
    assert log.deducted == 30 * 60
    assert log.duration(NOW) == timedelta(hours=7, minutes=30)
    company.rules.deducts_breaks = False
    company.rules.save()
    assert WorkLog.objects.get().duration(NOW) == timedelta(hours=7, minutes=30)


@pytest.mark.parametrize(("minutes", "deducted"), [(10, 30), (14, 30), (15, 15), (30, 0), (45, 0)])
def test_only_breaks_long_enough_count(
    ana: Employee, company: CompanySettings, make_log: MakeLog, minutes: int, deducted: int
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    make_log(ana, NOW - timedelta(hours=8))
    pause(ana, NOW - 3 * HOUR)
    resume(ana, NOW - 3 * HOUR + minutes * MINUTE)
    assert leave(ana).deducted == deducted * 60


def test_the_deduction_is_where_the_shift_ends(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 20), madrid(18, 4), deducted=1800)
    midnight = madrid(18, 0)
    assert log.duration_within(madrid(17, 0), midnight, NOW) == 4 * HOUR
    assert log.duration_within(midnight, NOW, NOW) == timedelta(hours=3, minutes=30)


def test_pieces_of_a_shift_with_breaks_add_up(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 20), madrid(18, 4), deducted=600)
    kind = BreakKind.objects.get()
    Break.objects.create(
        work_log=log, kind=kind, is_paid=False, start=madrid(17, 23, 45), end=madrid(18, 0, 15)
    )
    cuts = [madrid(17, 20), madrid(17, 23, 50), madrid(18, 0, 10), madrid(18, 3, 55), NOW]
    pieces = [log.duration_within(a, b, NOW) for a, b in pairwise(cuts)]
    assert sum(pieces, timedelta()) == log.duration(NOW) == timedelta(hours=7, minutes=20)


def test_the_clock_page_offers_a_break_and_the_way_back(
    ana: Employee, inside: WorkLog, browse: Browse
) -> None:
    client = browse(ana)
    assert "Start break" in text_of(client.get("/"))
    assert punch(client, "break").status_code == 303
    page = text_of(client.get("/"))
    assert "End break" in page
    assert "Clock out" in page
    assert "On break since 13:00" in page
    assert punch(client, "break/end").status_code == 303
    assert "Start break" in text_of(client.get("/"))


def test_the_clock_page_names_the_kinds(ana: Employee, inside: WorkLog, browse: Browse) -> None:
    coffee = BreakKind.objects.create(name="Coffee", is_paid=True)
    client = browse(ana)
    assert "Coffee paid" in text_of(client.get("/"))
    assert punch(client, "break", kind=coffee.pk).status_code == 303
    assert Break.objects.get().kind == coffee


@pytest.mark.parametrize("kind", ["", "x", "0", "-1", "9" * 30])
def test_a_crafted_kind_is_a_sentence(
    ana: Employee, inside: WorkLog, browse: Browse, kind: str
) -> None:
    BreakKind.objects.create(name="Coffee")
    response = punch(browse(ana), "break", kind=kind, notes="typed")
    assert response.status_code == 409
    assert "not available" in text_of(response)
    assert "typed" in text_of(response)


def test_a_company_without_kinds_offers_no_break(
    ana: Employee, inside: WorkLog, browse: Browse
) -> None:
    BreakKind.objects.update(is_active=False)
    assert "break" not in text_of(browse(ana).get("/"))


def test_the_timesheet_shows_breaks_and_what_was_deducted(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    log = make_log(ana, madrid(17, 9), madrid(17, 17), deducted=900)
    kind = BreakKind.objects.get()
    Break.objects.create(
        work_log=log, kind=kind, is_paid=False, start=madrid(17, 12), end=madrid(17, 12, 15)
    )
    page = text_of(browse(ana).get("/timesheet/"))
    assert "Break 12:00 \u2013 to 12:15 , 15 min" in page
    assert "Automatic break: 15 min deducted" in page
    assert "7 h 30" in page
