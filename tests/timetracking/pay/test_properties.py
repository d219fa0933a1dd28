"""What holds for any work: order, splits, sums, and a count of minute by minute."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.timetracking.pay.building import minutes, night, steps, sunday
from tests.timetracking.pay.weeks_of_work import PERIOD, RULES, shifts, split, worker
from timetracking.pay.engine.book import RuleBook, first_day_needed
from timetracking.pay.engine.inputs import Period, Shift
from timetracking.pay.engine.pay import pay, worked
from timetracking.pay.engine.rules import Rounding, RuleSet
from timetracking.pay.engine.spans import spans_of
from timetracking.pay.engine.warnings import warnings_of

WORK = shifts()
BOOKS = st.sampled_from([RuleBook.of(rules) for rules in RULES])
SECONDS = st.integers(0, 14 * 3600)
STEPS = st.sampled_from([0, 5, 6, 10, 15])
DIRECTIONS = st.sampled_from(["nearest", "up", "down"])


@given(work=WORK, book=BOOKS, seed=st.integers())
def test_the_order_of_shifts_makes_no_difference(
    work: list[Shift], book: RuleBook, seed: int
) -> None:
    shuffled = random.Random(seed).sample(work, len(work))
    before, after = pay(worker(work), PERIOD, book), pay(worker(shuffled), PERIOD, book)
    assert before == after
    assert [line.explanation for line in before.lines] == [line.explanation for line in after.lines]


@given(work=WORK, book=BOOKS, number=st.integers(0, 11), seconds=SECONDS)
@settings(max_examples=300)
def test_a_split_at_any_instant_changes_neither_minutes_nor_pay(
    work: list[Shift], book: RuleBook, number: int, seconds: int
) -> None:
    shift = work[number % len(work)]
    length = shift.check_out - shift.check_in
    parts = split(shift, min(timedelta(seconds=seconds), length))
    divided = [one for one in work if one is not shift] + parts
    before, after = pay(worker(work), PERIOD, book), pay(worker(divided), PERIOD, book)
    assert before.lines == after.lines
    assert before.hours.minutes == after.hours.minutes
    assert warnings_of(worker(work), PERIOD, book) == warnings_of(worker(divided), PERIOD, book)


@given(work=WORK, book=BOOKS)
def test_the_lines_add_up_to_the_hours(work: list[Shift], book: RuleBook) -> None:
    result = pay(worker(work), PERIOD, book)
    hours = result.hours
    assert sum(line.minutes for line in result.lines if line.is_time) == hours.minutes
    days = sum(day.worked for day in hours.days)
    assert hours.minutes == days - hours.carried_out + hours.carried_in
    assert worked(worker(work), PERIOD, book).minutes == hours.minutes
    for line in result.lines:
        assert sum(cost.minutes for cost in line.costs) == line.minutes
        assert sum(cost.amount for cost in line.costs) == line.amount
        parts = line.explanation["parts"]
        pieces = [piece["minutes"] for part in parts for piece in part["pieces"]]
        assert sum(pieces) == sum(part["minutes"] for part in parts) == line.minutes > 0


@given(work=WORK, book=BOOKS, cut=st.integers(1, 12))
def test_two_periods_have_together_what_one_has(
    work: list[Shift], book: RuleBook, cut: int
) -> None:
    middle = PERIOD.first + timedelta(days=cut)
    parts = (
        Period(PERIOD.first, middle - timedelta(days=1)),
        Period(middle, PERIOD.last),
    )
    whole = pay(worker(work), PERIOD, book)
    halves = [pay(worker(work), part, book) for part in parts]
    assert sum(half.hours.minutes for half in halves) == whole.hours.minutes
    days = [day for half in halves for day in half.hours.days]
    assert days == list(whole.hours.days)


@given(work=WORK, book=BOOKS, cut=st.integers(1, 12))
def test_shifts_that_are_not_needed_make_no_difference(
    work: list[Shift], book: RuleBook, cut: int
) -> None:
    assume(all(one.check_out != other.check_in for one, other in pairwise(work)))
    period = Period(PERIOD.first + timedelta(days=cut), PERIOD.last - timedelta(days=1))
    first = first_day_needed(period, book)
    needed = [one for one in work if first <= local_day(one) <= PERIOD.last]
    assert pay(worker(needed), period, book) == pay(worker(work), period, book)


def local_day(shift: Shift) -> date:
    return shift.check_in.astimezone(ZoneInfo(shift.zone)).date()


@given(work=WORK, into=STEPS, out=STEPS, ways=st.tuples(DIRECTIONS, DIRECTIONS))
def test_rounding_never_overlaps_and_is_never_negative(
    work: list[Shift], into: int, out: int, ways: tuple[str, str]
) -> None:
    rules = RuleSet("rounding")
    rules = replace(
        rules,
        rounding_in=Rounding(into, ways[0]),  # type: ignore[arg-type]
        rounding_out=Rounding(out, ways[1]),  # type: ignore[arg-type]
    )
    spans = spans_of(work, RuleBook.of(rules))
    assert all(span.start < span.end for span in spans)
    assert all(earlier.end <= later.start for earlier, later in pairwise(spans))


@given(work=WORK)
@settings(max_examples=60)
def test_it_agrees_with_a_count_of_minute_by_minute(work: list[Shift]) -> None:
    """Each minute by itself: daily and weekly overtime, night and Sunday, in one zone."""
    rules = RuleSet(
        "simple",
        daily=steps((8, "1.25"), (10, "1.5")),
        weekly=steps(
            (40, "1.5"),
        ),
        premiums=(night(), sunday()),
    )
    assert minutes(pay(worker(work), PERIOD, RuleBook.of(rules))) == counted(work)


def counted(work: list[Shift]) -> dict[str, int]:
    """Count each minute of the work with a calendar and two sums."""
    kinds: Counter[str] = Counter()
    of_day: Counter[object] = Counter()
    of_week: Counter[object] = Counter()
    end, day = None, None
    for shift in work:
        zone = ZoneInfo(shift.zone)
        if shift.check_in != end:
            day = shift.check_in.astimezone(zone).date()
        end = shift.check_out
        moment = shift.check_in
        while moment < end:
            if not any(one.start <= moment < one.end and not one.is_paid for one in shift.breaks):
                _count(moment.astimezone(zone), day, kinds, of_day, of_week)
            moment += timedelta(minutes=1)
    return dict(kinds)


def _count(
    local: datetime,
    day: object,
    kinds: Counter[str],
    of_day: Counter[object],
    of_week: Counter[object],
) -> None:
    week = local.date() - timedelta(days=local.weekday())
    by_day = 1.5 if of_day[day] >= 600 else 1.25 if of_day[day] >= 480 else 1
    by_week = 1.5 if of_week[week] >= 2400 else 1
    of_day[day] += 1
    of_week[week] += by_day == 1
    if PERIOD.first <= local.date() <= PERIOD.last:
        factor = max(by_day, by_week)
        kinds["regular" if factor == 1 else f"overtime-{factor:g}"] += 1
        if local.hour >= 22 or local.hour < 6:
            kinds["night-25"] += 1
        if local.weekday() == 6:
            kinds["sunday-50"] += 1
