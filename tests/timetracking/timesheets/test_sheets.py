from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.timetracking.conftest import NOW, MakeLog, asks, madrid
from timetracking.base.weeks import Week
from timetracking.models import Break, CompanySettings, Employee, WorkLog
from timetracking.timesheets.sheets import Timesheet, timesheet

HOUR = timedelta(hours=1)
NONE = timedelta(0)


def sheet(
    employee: Employee, day: date, company: CompanySettings, now: datetime = NOW
) -> Timesheet:
    week = Week.of(day, starts_on=company.week_starts_on)
    return timesheet(employee, week, company=company, now=now, is_own=True)


def lengths(found: Timesheet) -> dict[str, timedelta]:
    return {day.date.isoformat(): day.total for day in found.days if day.logs}


def test_a_week_has_seven_days_and_todays_is_marked(
    ana: Employee, company: CompanySettings
) -> None:
    found = sheet(ana, date(2026, 11, 18), company)
    assert (found.week, found.previous_week, found.next_week) == ("2026-W47", "2026-W46", None)
    assert (found.start, found.end) == (date(2026, 11, 16), date(2026, 11, 22))
    assert [day.date.day for day in found.days] == [16, 17, 18, 19, 20, 21, 22]
    assert [day.date.day for day in found.days if day.is_today] == [18]


def test_a_week_of_the_past_has_a_next_one(ana: Employee, company: CompanySettings) -> None:
    assert sheet(ana, date(2026, 11, 15), company).next_week == "2026-W47"


def test_shifts_stand_on_their_days_with_their_times(
    ana: Employee, ben: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 13), madrid(16, 17), notes="b")
    make_log(ana, madrid(16, 9), madrid(16, 12, 59), notes="a")
    make_log(ben, madrid(17, 9), madrid(17, 17))
    found = sheet(ana, date(2026, 11, 18), company)
    assert [(s.check_in.hour, s.notes, s.crosses_midnight) for s in found.days[0].logs] == [
        (9, "a", False),
        (13, "b", False),
    ]
    assert found.total == found.days[0].total == timedelta(hours=7, minutes=59)


def test_an_open_shift_counts_up_to_now(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, NOW - 3 * HOUR)
    shift = sheet(ana, date(2026, 11, 18), company).days[2].logs[0]
    assert (shift.check_out, shift.duration) == (None, 3 * HOUR)


@pytest.mark.parametrize(
    ("month", "day", "hours"),
    [(3, 28, 7), (10, 24, 9), (11, 14, 8)],
    ids=["spring", "autumn", "no"],
)
def test_a_night_over_the_change_counts_what_it_lasted_on_the_day_it_started(
    ana: Employee, company: CompanySettings, make_log: MakeLog, month: int, day: int, hours: int
) -> None:
    make_log(ana, madrid(day, 22, month=month), madrid(day + 1, 6, month=month))
    found = sheet(ana, date(2026, month, day), company)
    assert lengths(found) == {date(2026, month, day).isoformat(): hours * HOUR}
    assert found.days[5].logs[0].crosses_midnight
    assert (found.total, found.carried_in, found.carried_out) == (hours * HOUR, NONE, NONE)


def test_a_shift_over_the_weeks_end_counts_in_both_weeks(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(15, 22), madrid(16, 6))  # Sunday to Monday
    make_log(ana, madrid(16, 9), madrid(16, 10))
    before = sheet(ana, date(2026, 11, 15), company)
    after = sheet(ana, date(2026, 11, 16), company)
    assert lengths(before) == {"2026-11-15": 8 * HOUR}
    assert (before.total, before.carried_in, before.carried_out) == (2 * HOUR, NONE, 6 * HOUR)
    assert lengths(after) == {"2026-11-16": HOUR}
    assert (after.total, after.carried_in, after.carried_out) == (7 * HOUR, 6 * HOUR, NONE)


def test_the_changed_night_splits_at_the_weeks_boundary_too(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    company.week_starts_on = 7  # the clocks change on a Sunday
    make_log(ana, madrid(24, 22, month=10), madrid(25, 6, month=10))
    assert sheet(ana, date(2026, 10, 24), company).total == 2 * HOUR
    assert sheet(ana, date(2026, 10, 25), company).total == 7 * HOUR


def test_the_first_day_of_the_week_is_a_setting(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(15, 9), madrid(15, 17))  # Sunday
    assert sheet(ana, date(2026, 11, 18), company).total == NONE
    company.week_starts_on = 7
    assert sheet(ana, date(2026, 11, 18), company).total == 8 * HOUR


def test_a_new_zone_moves_no_history(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 0, 30), madrid(16, 8, 30))
    company.time_zone = "America/New_York"  # where it was still Sunday
    found = sheet(ana, date(2026, 11, 18), company)
    shift = found.days[0].logs[0]
    assert (shift.time_zone, shift.check_in.hour, shift.check_in.minute) == ("Europe/Madrid", 0, 30)
    assert lengths(found) == {"2026-11-16": 8 * HOUR}
    # The week is cut where the shift was worked, so its day and the week agree.
    assert (found.total, found.carried_out) == (8 * HOUR, NONE)
    assert sheet(ana, date(2026, 11, 15), company).carried_in == NONE


@pytest.mark.parametrize(
    ("company_zone", "zone", "check_in", "check_out", "hours"),
    [
        # A Sunday evening on the Canary Islands, which is Monday in Madrid from 00:00 on.
        ("Europe/Madrid", "Atlantic/Canary", (15, 23, 30), (16, 7, 0), (0.5, 7)),
        ("Europe/Berlin", "Pacific/Auckland", (2, 6, 0), (2, 10, 0), (0, 4)),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", (15, 20, 0), (16, 2, 0), (4, 2)),
    ],
)
def test_a_shift_far_away_counts_in_the_weeks_of_its_own_zone(
    ana: Employee,
    company: CompanySettings,
    make_log: MakeLog,
    company_zone: str,
    zone: str,
    check_in: tuple[int, int, int],
    check_out: tuple[int, int, int],
    hours: tuple[float, float],
) -> None:
    company.time_zone = company_zone
    start, end = (
        datetime(2026, 11, *moment, tzinfo=ZoneInfo(zone)) for moment in (check_in, check_out)
    )
    make_log(ana, start, end, time_zone=zone)
    # The week that ends on the Sunday before or at the check-in, and the next one.
    first = Week.of(start.date() - timedelta(days=start.date().weekday() == 0), starts_on=1)
    now = NOW + timedelta(days=2)
    before, after = (
        timesheet(ana, week, company=company, now=now, is_own=True) for week in (first, first.next)
    )
    assert (before.total, after.total) == (hours[0] * HOUR, hours[1] * HOUR)
    for found in (before, after):
        days = sum((day.total for day in found.days), NONE)
        assert found.total == days - found.carried_out + found.carried_in


def test_a_timesheet_is_two_queries(
    ana: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    for day in range(2, 18):
        make_log(ana, madrid(day, 9), madrid(day, 17))
    with asks(2):  # shifts, breaks
        sheet(ana, date(2026, 11, 18), company)


def test_reading_writes_nothing(ana: Employee, company: CompanySettings, make_log: MakeLog) -> None:
    log = make_log(ana, madrid(17, 9))
    sheet(ana, date(2026, 11, 18), company)
    log.refresh_from_db()
    assert log.check_out is None


MOMENTS = st.datetimes(
    datetime(2025, 6, 1),  # noqa: DTZ001 - hypothesis asks for naive bounds
    datetime(2026, 11, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
ZONES = st.sampled_from(
    ["Europe/Madrid", "America/New_York", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata"]
)


@settings(deadline=None)
@given(
    shifts=st.lists(
        st.tuples(MOMENTS, st.timedeltas(timedelta(microseconds=1), timedelta(days=20)))
    ),
    zone=ZONES.map(ZoneInfo),
    starts_on=st.integers(1, 7),
)
def test_weeks_lose_and_double_no_minute(
    shifts: list[tuple[datetime, timedelta]], zone: ZoneInfo, starts_on: int
) -> None:
    logs = [WorkLog(check_in=start, check_out=start + length) for start, length in shifts]
    weeks = [Week.of(date(2025, 5, 20), starts_on=starts_on)]
    while weeks[-1].start < date(2026, 12, 1):
        weeks.append(weeks[-1].next)
    totals = [log.duration_within(*week.bounds(zone), now=NOW) for week in weeks for log in logs]
    assert min(totals, default=NONE) >= NONE
    assert sum(totals, NONE) == sum((log.duration(NOW) for log in logs), NONE)


LENGTHS = st.timedeltas(timedelta(microseconds=1), timedelta(hours=23))


@settings(deadline=None)
@given(start=MOMENTS, length=LENGTHS, cuts=st.lists(st.floats(0, 1), max_size=6), zone=ZONES)
def test_whoever_adds_up_the_times_shown_gets_the_hours_shown(
    start: datetime, length: timedelta, cuts: list[float], zone: str
) -> None:
    """Rule 11a: out - in - unpaid breaks, of what a clock shows, is what counts."""
    log = WorkLog(check_in=start, check_out=start + length, time_zone=zone)
    edges = sorted(start + length * cut for cut in cuts)
    breaks = [
        Break(work_log_id=1, start=begin, end=end, is_paid=False)
        for begin, end in zip(edges[::2], edges[1::2], strict=False)
        if begin < end
    ]
    log.pk = 1
    log._prefetched_objects_cache = {"breaks": breaks}  # type: ignore[attr-defined]

    def shown(moment: datetime) -> datetime:
        return moment.astimezone(UTC).replace(second=0, microsecond=0)

    by_hand = shown(start + length) - shown(start)
    by_hand -= sum((shown(one.end or start) - shown(one.start) for one in breaks), NONE)
    assert log.duration(NOW) == by_hand >= NONE
