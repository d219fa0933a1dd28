from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import time_machine

from tests.timetracking.conftest import (
    MADRID,
    NOW,
    Browse,
    MakeEmployee,
    MakeLog,
    madrid,
    punch,
    tapped,
    text_of,
)
from timetracking.base.authors import Author
from timetracking.clocking import undo
from timetracking.clocking.errors import PunchUndone, UndoRefused, UndoTooLate
from timetracking.clocking.punches import clock_in, clock_out, end_break, start_break
from timetracking.models import Break, CompanySettings, Employee, Punch, WorkLog
from timetracking.staff import employees

SECOND = timedelta(seconds=1)


def take_back(employee: Employee, key: UUID, after: timedelta = SECOND) -> str:
    return undo.undo(employee, key=key, now=NOW + after, by=Author(employee))


def come(employee: Employee, **kwargs: object) -> UUID:
    key = uuid4()
    clock_in(employee, tapped(employee, key=key), time_zone=MADRID, **kwargs)  # type: ignore[arg-type]
    return key


def tap(act: Callable[..., WorkLog], employee: Employee) -> UUID:
    key = uuid4()
    act(employee, tapped(employee, key=key))
    return key


@pytest.fixture
def inside(ana: Employee, make_log: MakeLog) -> WorkLog:
    return make_log(ana, madrid(18, 9))


def test_a_shift_begun_by_mistake_is_gone_and_its_note_is_given_back(
    ana: Employee, company: CompanySettings
) -> None:
    assert take_back(ana, come(ana, notes="Keys at the desk")) == "Keys at the desk"
    assert not WorkLog.objects.for_employee(ana).exists()


def test_a_shift_ended_by_mistake_runs_again(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    company.rules.deducts_breaks = True
    company.rules.save()
    log = make_log(ana, NOW - timedelta(hours=8), notes="Till 3")
    key = tap(clock_out, ana)
    log.refresh_from_db()
    assert (log.check_out, log.deducted) == (NOW, 1800)
    take_back(ana, key)
    log.refresh_from_db()
    assert (log.check_out, log.deducted, log.notes) == (None, 0, "Till 3")


def test_the_break_that_ended_with_the_shift_runs_again(ana: Employee, inside: WorkLog) -> None:
    start_break(ana, tapped(ana, madrid(18, 12)))
    take_back(ana, tap(clock_out, ana))
    found = Break.objects.get()
    assert (found.start, found.end) == (madrid(18, 12), None)


def test_a_break_begun_by_mistake_is_gone(ana: Employee, inside: WorkLog) -> None:
    take_back(ana, tap(start_break, ana))
    assert not Break.objects.exists()


def test_a_break_ended_by_mistake_runs_again(ana: Employee, inside: WorkLog) -> None:
    start_break(ana, tapped(ana, madrid(18, 11)))
    end_break(ana, tapped(ana, madrid(18, 11, 20)))
    start_break(ana, tapped(ana, madrid(18, 12)))
    take_back(ana, tap(end_break, ana))
    ends = Break.objects.order_by("start").values_list("end", flat=True)
    assert list(ends) == [madrid(18, 11, 20), None]


@pytest.mark.parametrize(("seconds", "undone"), [(8, True), (11, True), (12, False), (3600, False)])
def test_undo_is_for_a_moment(ana: Employee, inside: WorkLog, seconds: int, undone: bool) -> None:
    key = tap(clock_out, ana)
    if undone:
        take_back(ana, key, seconds * SECOND)
    else:
        with pytest.raises(UndoTooLate, match="too late"):
            take_back(ana, key, seconds * SECOND)
    assert WorkLog.objects.open().for_employee(ana).exists() is undone


def test_undo_twice_is_no_mistake(ana: Employee, inside: WorkLog) -> None:
    key = tap(clock_out, ana)
    take_back(ana, key)
    take_back(ana, key, 2 * SECOND)
    assert WorkLog.objects.get(pk=inside.pk).check_out is None


def test_a_form_sent_again_after_the_undo_changes_nothing(
    ana: Employee, company: CompanySettings
) -> None:
    key = come(ana)
    take_back(ana, key)
    with pytest.raises(PunchUndone, match="was undone"):
        clock_in(ana, tapped(ana, key=key), time_zone=MADRID)
    assert not WorkLog.objects.for_employee(ana).exists()


def test_only_the_last_tap_can_be_undone(ana: Employee, inside: WorkLog) -> None:
    out = tap(clock_out, ana)
    clock_in(ana, tapped(ana, NOW + SECOND), time_zone=MADRID)
    with pytest.raises(UndoRefused, match="something has changed"):
        take_back(ana, out, 2 * SECOND)
    assert WorkLog.objects.for_employee(ana).count() == 2


def test_what_a_manager_has_changed_meanwhile_stays(ana: Employee, inside: WorkLog) -> None:
    key = tap(clock_out, ana)
    WorkLog.objects.filter(pk=inside.pk).update(version=5)
    with pytest.raises(UndoRefused):
        take_back(ana, key)


def test_a_tap_of_someone_else_cannot_be_undone(
    ana: Employee, inside: WorkLog, make_employee: MakeEmployee
) -> None:
    key = tap(clock_out, ana)
    with pytest.raises(UndoRefused):
        take_back(make_employee("Cleo"), key)


def test_a_refused_tap_has_nothing_to_undo(ana: Employee, company: CompanySettings) -> None:
    key = uuid4()
    Punch.objects.create(employee=ana, key=key, action="out", refusal="You are not clocked in.")
    with pytest.raises(UndoRefused):
        take_back(ana, key)


def test_who_has_left_undoes_nothing(ana: Employee, inside: WorkLog) -> None:
    key = tap(clock_out, ana)
    employees.deactivate(ana, by=Author(), now=NOW)
    with pytest.raises(UndoRefused):
        take_back(ana, key)


def test_the_page_offers_the_undo_of_the_tap_just_made(
    ana: Employee, inside: WorkLog, browse: Browse, clock: time_machine.Traveller
) -> None:
    client = browse(ana)
    page = client.get(punch(client, "out")["Location"])
    offer = page.context["panel"].undo
    assert offer.seconds == 8
    assert "Undo" in text_of(page)
    assert client.post("/clock/undo/", {"key": str(offer.key)}).status_code == 303
    inside.refresh_from_db()
    assert inside.check_out is None
    assert "Undone." in text_of(client.get("/"))


def test_the_page_offers_no_undo_later(
    ana: Employee, inside: WorkLog, browse: Browse, clock: time_machine.Traveller
) -> None:
    client = browse(ana)
    address = punch(client, "out")["Location"]
    clock.shift(9)
    assert client.get(address).context["panel"].undo is None


@pytest.mark.parametrize("tap", ["", "x", "0" * 32, "1b4e28ba-2fa1-41d2-883f-0016d3cca427"])
def test_an_address_with_another_tap_is_the_page_alone(
    ana: Employee, browse: Browse, tap: str
) -> None:
    response = browse(ana).get("/", {"tap": tap})
    assert response.status_code == 200
    assert response.context["panel"].undo is None


def test_too_late_is_said_on_the_page(
    ana: Employee, inside: WorkLog, browse: Browse, clock: time_machine.Traveller
) -> None:
    client, key = browse(ana), str(uuid4())
    punch(client, "out", key=key)
    clock.shift(60)
    response = client.post("/clock/undo/", {"key": key})
    assert response.status_code == 409
    assert "too late to undo" in text_of(response)


def test_an_undo_without_our_form_is_out_of_date(ana: Employee, browse: Browse) -> None:
    assert browse(ana).post("/clock/undo/", {"key": "x"}).status_code == 400


def test_the_note_of_a_shift_that_is_gone_is_typed_again(ana: Employee, browse: Browse) -> None:
    client, key = browse(ana), str(uuid4())
    punch(client, "in", key=key, notes="Breakfast for 40")
    response = client.post("/clock/undo/", {"key": key})
    assert response.context["panel"].notes == "Breakfast for 40"
