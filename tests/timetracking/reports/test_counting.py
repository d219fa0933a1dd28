"""What the database adds up is what timesheets count, for any shifts, zones and periods."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from tests.timetracking.conftest import MADRID, MakeEmployee, MakeLog, asks, madrid
from timetracking.base.periods import Period
from timetracking.models import BreakKind, CompanySettings, Employee, Location, WorkLog
from timetracking.reports import spans
from timetracking.reports.counting import Piece, pieces
from timetracking.reports.spans import Spans
from timetracking.reports.sums import Wanted
from timetracking.timesheets.grid import grid

ZONES = ["Europe/Madrid", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"]
# The nights on which clocks change in Europe, the edge of a year and a leap day.
MOMENTS = ["2026-03-28", "2026-10-24", "2025-12-30", "2028-02-28"]
LATER = datetime(2029, 1, 1, tzinfo=UTC)


def fill(employee: Employee, places: list[Location], around: datetime, random: Random) -> None:
    """Record three weeks of shifts, each at some place, in some zone, with breaks."""
    kind = BreakKind.objects.get()
    moment = around - timedelta(days=11)
    while moment < around + timedelta(days=11):
        start = moment + timedelta(seconds=random.randrange(1, 60_000))
        length = random.randrange(60, 86_400)
        moment = start + timedelta(seconds=length)
        log = WorkLog.objects.create(
            employee=employee,
            check_in=start,
            check_out=moment,
            time_zone=random.choice(ZONES),
            location=random.choice([*places, None]),
            # As by the rules of breaks: never more than was worked.
            deducted=random.choice([0, 0, length // 4]),
        )
        cuts = sorted(random.sample(range(length // 2), 4))
        for first, last in (cuts[:2], cuts[2:]):
            log.breaks.create(
                kind=kind,
                is_paid=random.random() < 0.3,
                start=start + timedelta(seconds=first),
                end=start + timedelta(seconds=last),
            )


def counted(terms: list[Spans], now: datetime = LATER, **more: Any) -> list[Piece]:
    people = list(Employee.objects.values_list("pk", flat=True))
    return list(pieces(Wanted(people, **more), terms, zone=MADRID, now=now))


def minutes_of(found: list[Piece]) -> list[int]:
    return [piece.facts.minutes for piece in found if piece.facts.minutes]


def splits(period: Period) -> list[Spans]:
    return [
        spans.by_day(period),
        spans.by_week(period, 1),
        spans.by_month(period),
        spans.whole(period),
    ]


@pytest.mark.parametrize("around", MOMENTS)
@pytest.mark.parametrize("seed", range(3))
def test_totals_are_those_of_the_grid(
    around: str, seed: int, owner: Employee, ana: Employee, ben: Employee, company: CompanySettings
) -> None:
    random = Random(f"{around} {seed}")
    places = [Location.objects.create(name=name) for name in ("Bar", "Pier")]
    middle = datetime.fromisoformat(around).replace(tzinfo=UTC)
    for employee in (ana, ben):
        fill(employee, places, middle, random)
    for _ in range(6):
        first = middle.date() + timedelta(days=random.randrange(-14, 10))
        period = Period(first, first + timedelta(days=random.randrange(16)))
        sheet = grid(owner, period, company=company, now=LATER)
        for term in splits(period):
            found = Counter[int | None]()
            for piece in counted([term], by=["employee"]):
                found[piece.employee] += piece.facts.minutes
            totals = {row.employee.pk: row.total for row in sheet.rows}
            assert {pk: found[pk] for pk in totals} == totals
        days = Counter[int | None]()
        for piece in counted([spans.by_day(period)]):
            days[piece.part] += piece.facts.minutes
        sums = list(sheet.sums)
        assert [days[number] for number in range(len(sums))] == sums
        assert days[None] == sheet.carried


@pytest.mark.parametrize("around", MOMENTS)
def test_parts_are_those_of_the_rule(around: str, ana: Employee) -> None:
    random = Random(around)
    middle = datetime.fromisoformat(around).replace(tzinfo=UTC)
    fill(ana, [], middle, random)
    first = middle.date() - timedelta(days=9)
    period = Period(first, first + timedelta(days=18))
    logs = list(WorkLog.objects.prefetch_related("breaks"))
    for term in splits(period)[1:]:
        found = Counter[int | None]()
        for piece in counted([term]):
            found[piece.part] += piece.facts.minutes
        for at, part in enumerate(term.parts):
            lengths = (log.duration_within(*part.bounds(log.zone), LATER) for log in logs)
            assert found[at] == sum(lengths, timedelta()) // timedelta(minutes=1)


def test_a_night_on_which_clocks_change_counts_what_elapsed(
    ana: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(28, 22, month=3), madrid(29, 6, month=3))
    make_log(ana, madrid(24, 22, month=10), madrid(25, 6, month=10))
    march, october = Period(date(2026, 3, 28), date(2026, 3, 28)), date(2026, 10, 24)
    day = [piece for piece in counted([spans.by_day(march)]) if piece.part == 0]
    assert minutes_of(day) == [420]
    days = spans.by_day(Period(october, october + timedelta(days=1)))
    assert minutes_of(counted([days])) == [540]


def test_an_open_shift_counts_until_now(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(18, 8))
    week = spans.whole(Period(date(2026, 11, 16), date(2026, 11, 22)))
    found = counted([week], now=madrid(18, 11, 30))
    assert minutes_of(found) == [210]
    assert minutes_of(counted([week], now=madrid(21, 8))) == [24 * 60]


def test_days_that_two_terms_share_count_in_both(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(18, 8), madrid(18, 10))
    one = spans.by_day(Period(date(2026, 11, 16), date(2026, 11, 18)))
    other = spans.whole(Period(date(2026, 11, 18), date(2026, 11, 22)))
    found = counted([one, other])
    assert [(*piece[:2], piece.facts.minutes) for piece in found] == [(0, 2, 120), (1, 0, 120)]


def test_the_queries_do_not_grow(
    make_employee: MakeEmployee, make_log: MakeLog, ana: Employee
) -> None:
    kind = BreakKind.objects.get()
    for number, zone in enumerate(ZONES):
        log = make_log(ana, madrid(10 + number, 8), madrid(11 + number, 7), time_zone=zone)
        log.breaks.create(
            kind=kind, is_paid=False, start=madrid(10 + number, 9), end=madrid(10 + number, 10)
        )
    period = Period(date(2026, 11, 12), date(2026, 11, 22))
    with asks(1 + 5):  # whose shifts, in the test alone
        counted([spans.by_day(period), spans.by_day(period.previous)])
