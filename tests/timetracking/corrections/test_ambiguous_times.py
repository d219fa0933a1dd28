"""Times that come twice or not at all in the form of a shift."""

from datetime import timedelta

from tests.timetracking.conftest import Browse, MakeLog, madrid, text_of
from tests.timetracking.corrections.sending import ask
from timetracking.models import BreakKind, Correction, Employee, WorkLog
from timetracking.shifts.proposals import Proposal


def test_a_time_that_comes_twice_is_asked_about(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(24, 22, month=10), madrid(25, 6, month=10))
    answer = ask(browse, ana, night, check_out="2026-10-25T02:30")
    assert answer.status_code == 422
    page = text_of(answer)
    assert (
        "02:30 happens twice on that day because the clocks go back. Choose "
        "which one you mean." in page
    )
    assert "The second time" in page
    again = {"check_out": "2026-10-25T02:30", "check_out_which": "second"}
    assert ask(browse, ana, night, **again).status_code == 303
    after = Proposal.of_snapshot(Correction.objects.get().after or {})
    assert after.check_out == madrid(25, 1, 30, month=10) + timedelta(hours=2)


def test_which_of_two_is_not_asked_of_a_time_that_comes_once(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    times = {"check_out": "2026-11-17T18:00", "check_out_which": "third"}
    assert ask(browse, ana, tapped_shift, **times).status_code == 303


def test_the_form_says_which_of_two_times_is_recorded(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    second = madrid(25, 1, 30, month=10) + timedelta(hours=2)
    night = make_log(ana, madrid(24, 22, month=10), second)
    page = browse(ana).get(f"/shifts/{night.pk}/correct/").content.decode()
    assert 'value="second"' in page
    assert "checked" in page.split('value="second"')[1].split(">")[0]
    assert 'name="check_in_which"' not in page


def test_a_break_in_the_hour_that_comes_twice_is_asked_about(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(24, 22, month=10), madrid(25, 6, month=10))
    kind = BreakKind.objects.get().pk
    answer = ask(browse, ana, night, new=[(kind, "02:15", "02:45")])
    assert answer.status_code == 422
    assert text_of(answer).count("happens twice on that day") == 2
    which = {"breaks-0-start_which": "first", "breaks-0-end_which": "second"}
    assert ask(browse, ana, night, new=[(kind, "02:15", "02:45")], **which).status_code == 303
    (pause,) = Proposal.of_snapshot(Correction.objects.get().after or {}).breaks
    assert pause.end
    assert pause.end - pause.start == timedelta(hours=1, minutes=30)


def test_a_break_may_begin_earlier_on_the_clock_than_the_shift_in_that_hour(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    begins = madrid(25, 1, 50, month=10) + timedelta(hours=1)
    early = make_log(ana, begins, madrid(25, 6, month=10))
    kind = BreakKind.objects.get().pk
    which = {
        "check_in_which": "first",
        "breaks-0-start_which": "second",
        "breaks-0-end_which": "second",
    }
    assert ask(browse, ana, early, new=[(kind, "02:10", "02:40")], **which).status_code == 303
    (pause,) = Proposal.of_snapshot(Correction.objects.get().after or {}).breaks
    assert pause.start - begins == timedelta(minutes=20)
    assert pause.end
    assert pause.end - pause.start == timedelta(minutes=30)


def test_a_time_that_does_not_exist_is_refused(
    browse: Browse, ana: Employee, make_log: MakeLog, owner: Employee
) -> None:
    night = make_log(ana, madrid(28, 22, month=3), madrid(29, 6, month=3))
    answer = ask(browse, ana, night, check_out="2026-03-29T02:30")
    assert answer.status_code == 422
    assert "02:30 does not exist on that day because the clocks go forward." in text_of(answer)
    kind = BreakKind.objects.get().pk
    answer = ask(browse, ana, night, new=[(kind, "02:30", "03:10")])
    assert answer.status_code == 422
    assert "02:30 does not exist on that day" in text_of(answer)
