"""Times are typed to the minute, beside taps that have seconds."""

from datetime import timedelta

import pytest

from tests.timetracking.conftest import Browse, MakeLog, madrid, text_of
from tests.timetracking.corrections.sending import ask_missing, edit
from timetracking.models import Break, Employee, WorkLog

SLIP = (madrid(17, 13) + timedelta(seconds=5), madrid(17, 13) + timedelta(seconds=25))


@pytest.mark.parametrize("end", ["2026-11-17T13:01", "2026-11-17T17:00"])
def test_a_shift_begins_in_the_minute_of_a_slip(
    end: str, browse: Browse, ana: Employee, owner: Employee, make_log: MakeLog
) -> None:
    make_log(ana, *SLIP)
    times = {"check_in": "2026-11-17T13:00", "check_out": end}
    assert ask_missing(browse, ana, **times).status_code == 303


def test_a_slip_within_the_time_is_named(
    browse: Browse, ana: Employee, owner: Employee, make_log: MakeLog
) -> None:
    make_log(ana, *SLIP)
    times = {"check_in": "2026-11-17T12:00", "check_out": "2026-11-17T17:00"}
    response = ask_missing(browse, ana, **times)
    assert response.status_code == 422
    assert "There is a shift of less than a minute within this time: Tue 17 Nov, 13:00." in (
        text_of(response)
    )


def test_a_shift_ends_in_the_minute_in_which_its_break_ended(
    browse: Browse, manager: Employee, tapped_shift: WorkLog, lunch: Break
) -> None:
    assert edit(browse, manager, tapped_shift, check_out="2026-11-17T13:20").status_code == 303
    tapped_shift.refresh_from_db()
    assert tapped_shift.check_out == lunch.end


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2026-10-05", "Enter the time too, such as 13:30."),
        ("20261005", "Enter the time too, such as 13:30."),
        ("2026-W41-3", "Enter the time too, such as 13:30."),
        ("20261007T0800", "Enter a valid date/time."),
        ("2026-W41-3T12:00", "Enter a valid date/time."),
        ("2026-10-05T12", "Enter a valid date/time."),
        ("2026-10-05T12:00Z", "Enter a valid date/time."),
        ("٢٠٢٦-10-05T12:00", "Enter a valid date/time."),
    ],
)
def test_a_time_is_never_made_up(
    typed: str, sentence: str, browse: Browse, ana: Employee, owner: Employee
) -> None:
    times = {"check_in": typed, "check_out": "2026-11-17T17:00"}
    response = ask_missing(browse, ana, **times)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert f'value="{typed}"' in response.content.decode()


@pytest.mark.parametrize("typed", ["2026-11-17T16:00", "2026-11-17 16:00", "2026-11-17T16:00:30"])
def test_what_browsers_send_is_taken(
    typed: str, browse: Browse, ana: Employee, owner: Employee
) -> None:
    times = {"check_in": typed, "check_out": "2026-11-17T17:00"}
    assert ask_missing(browse, ana, **times).status_code == 303
