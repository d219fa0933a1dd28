"""What the clock page says of today: in or out, and the totals."""

from datetime import timedelta

from tests.timetracking.conftest import NOW, Browse, MakeLog, madrid, text_of
from timetracking.models import Employee


def test_someone_out_sees_it(ana: Employee, browse: Browse) -> None:
    panel = browse(ana).get("/").context["panel"]
    assert (panel.employee, panel.now, panel.today.open_log, panel.today.worked) == (
        ana,
        NOW,
        None,
        None,
    )
    assert (panel.today.logs, panel.refusal, panel.notes) == ([], "", "")


def test_someone_in_sees_since_when(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    log = make_log(ana, madrid(18, 8, 58))
    response = browse(ana).get("/")
    panel = response.context["panel"]
    assert (panel.today.open_log, panel.today.worked) == (log, timedelta(hours=4, minutes=2))
    assert "since 08:58 · 4 h 02" in text_of(response)


def test_totals_count_today_and_the_week(ana: Employee, browse: Browse, make_log: MakeLog) -> None:
    make_log(ana, madrid(15, 9), madrid(15, 17))  # Sunday
    make_log(ana, madrid(16, 9), madrid(16, 11))
    make_log(ana, madrid(18, 8), madrid(18, 9))
    make_log(ana, madrid(18, 12, 30))
    panel = browse(ana).get("/").context["panel"]
    assert len(panel.today.logs) == 2
    assert panel.today.total == timedelta(hours=1, minutes=30)
    assert panel.today.week_total == timedelta(hours=3, minutes=30)


def test_a_shift_of_last_night_is_not_todays(
    ana: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ana, madrid(17, 22))
    panel = browse(ana).get("/").context["panel"]
    assert (panel.today.logs, panel.today.total) == ([], timedelta(0))
    assert panel.today.worked == panel.today.week_total == timedelta(hours=15)


def test_the_colleagues_shifts_do_not_count(
    ana: Employee, ben: Employee, browse: Browse, make_log: MakeLog
) -> None:
    make_log(ben, madrid(18, 8))
    panel = browse(ana).get("/").context["panel"]
    assert (panel.today.open_log, panel.today.week_total) == (None, timedelta(0))
