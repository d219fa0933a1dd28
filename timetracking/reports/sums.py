"""What the database computes of shifts for reports, as expressions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast

from timetracking.models import EmployeeLocation, Location
from timetracking.reports.cost import HIDDEN, UNRATED, Prices
from timetracking.reports.positions import Positions
from timetracking.reports.steps import Steps

# Moments in order, by the name of the zone in which they are the first of a day.
Bounds = Mapping[str, Sequence[datetime]]
_MOMENTS: Any = ArrayField(DateTimeField())
_NUMBERS: Any = ArrayField(BigIntegerField())


@dataclass(frozen=True)
class Wanted:
    """Whose shifts are counted, and what of them.

    With a `location` those that were worked there. `by` has "employee" and "location" if pieces are
    of one. Without `prices` nothing has a cost. Without `members`, which are the locations of each
    person, nobody is borrowed.
    """

    people: Collection[int]
    location: Location | None = None
    by: Collection[str] = ()
    prices: Prices | None = None
    positions: Positions | None = None
    members: Mapping[int, Collection[int]] | None = None


class _WidthBucket(Func):
    """How many of some bounds, which are in order, are not after a value."""

    function = "WIDTH_BUCKET"
    output_field = IntegerField()


class _DateBin(Func):
    """The beginning of the stretch of a length, counted from an origin, in which a moment is."""

    function = "DATE_BIN"
    output_field = DateTimeField()


class _Element(Func):
    """An element of an array, counted from 1."""

    template, arg_joiner = "(%(expressions)s]", ")["
    output_field = BigIntegerField()


class _Seconds(Func):
    """The seconds of a length."""

    template = "EXTRACT(EPOCH FROM %(expressions)s)::bigint"
    output_field = BigIntegerField()


def bucket(moment: str, bounds: Bounds, prefix: str = "") -> Any:
    """Return how many of the bounds of its zone a shift's moment has reached."""
    buckets = {
        zone: _WidthBucket(F(moment), Value(list(moments), output_field=_MOMENTS))
        for zone, moments in bounds.items()
    }
    if len(buckets) == 1:
        return next(iter(buckets.values()))
    name = f"{prefix}time_zone"
    return Case(*(When(Q((name, zone)), then=number) for zone, number in buckets.items()))


def step(steps: Steps, changes: Bounds, prefix: str = "") -> Any:
    """Return the number of a shift, as `Steps.at` does; `changes` has the moments of changes."""
    key: Combinable = F(f"{prefix}employee_id") * Value(steps.step)
    if steps.changes:
        key = key + bucket(f"{prefix}check_in", changes, prefix)
    keys = Value(steps.keys, output_field=_NUMBERS)
    place = _WidthBucket(Cast(key, BigIntegerField()), keys)
    return _Element(Value(steps.numbers, output_field=_NUMBERS), place)


def sums(wanted: Wanted, prefix: str = "") -> dict[str, Sum]:
    """Return the sums of fields of `Facts`, of shifts or of their breaks.

    They are in seconds where those are in minutes.
    """
    seconds = _length("start", "end") if prefix else _worked()
    found = {"minutes": Sum(seconds)}
    if wanted.members is not None:
        own = EmployeeLocation.objects.filter(
            employee=OuterRef(f"{prefix}employee_id"), location=OuterRef(f"{prefix}location_id")
        )
        is_somewhere = Q((f"{prefix}location__isnull", False))
        found["borrowed"] = Sum(seconds, filter=is_somewhere & ~Exists(own))
    if wanted.prices:
        found["pay"] = Sum(seconds * F("price"), filter=Q(price__gte=0))
        found["unrated"] = Sum(seconds, filter=Q(price=UNRATED))
        found["hidden"] = Sum(seconds, filter=Q(price=HIDDEN))
    return found


def _worked() -> Any:
    # As in `WorkLog.duration`, but for a deduction above the whole, which no rule of breaks makes.
    return _length("check_in", "check_out") - F("deducted") / 60 * 60


def _length(start: str, end: str) -> Any:
    """Return the length that counts, as in `timetracking.models.work_log.elapsed`."""
    difference = ExpressionWrapper(_minute(end) - _minute(start), output_field=DurationField())
    return _Seconds(difference)


def _minute(moment: str) -> Func:
    """Return the minute that clocks showed."""
    origin = Value(datetime(2000, 1, 1, tzinfo=UTC), output_field=DateTimeField())
    return _DateBin(Value(timedelta(minutes=1)), F(moment), origin)
