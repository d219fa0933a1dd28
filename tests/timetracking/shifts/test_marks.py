"""Marks add up until someone reviews the shift."""

from timetracking.models import Review, WorkLog
from timetracking.shifts.marks import NO_MARK, Mark, clear


def test_a_mark_and_who_is_involved_are_put_on_a_shift() -> None:
    log = WorkLog()
    Mark(Review.LATE, frozenset({7, 3})).put_on(log)
    assert (log.review, log.involved) == (Review.LATE, [3, 7])


def test_a_tap_without_a_mark_leaves_an_earlier_one() -> None:
    log = WorkLog(review=Review.LATE, involved=[3])
    NO_MARK.put_on(log)
    assert (log.review, log.involved) == (Review.LATE, [3])


def test_a_later_mark_adds_who_is_involved() -> None:
    log = WorkLog(review=Review.LATE, involved=[3])
    Mark(Review.STATED, frozenset({5, 3})).put_on(log)
    assert (log.review, log.involved) == (Review.STATED, [3, 5])


def test_a_review_clears_them_all() -> None:
    log = WorkLog(review=Review.STATED, involved=[3, 5])
    clear(log)
    assert (log.review, log.involved) == (Review.NONE, [])
