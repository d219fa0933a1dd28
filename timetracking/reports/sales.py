"""Reads the sales of locations and days."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Q, QuerySet

from timetracking.base.periods import Period
from timetracking.models import Employee, Location, Sale


class Sold(NamedTuple):
    """The sales of one location on one day."""

    location: int
    day: date
    amount: Decimal


def sales_seen_by(actor: Employee, location: Location | None = None) -> "QuerySet[Sale]":
    """Return the sales of the locations that `actor` may see, or of one of them."""
    places = Location.objects.seen_by(actor)
    if location:
        places = places.filter(pk=location.pk)
    return Sale.objects.filter(location__in=places.order_by().values("pk")).order_by()


def sales_within(
    actor: Employee, periods: Sequence[Period], location: Location | None = None
) -> Iterator[Sold]:
    """Return the sales of the days of some periods that `actor` may see, in one query."""
    days = Q()
    for period in periods:
        days |= Q(day__range=(period.first, period.last))
    rows = sales_seen_by(actor, location).filter(days)
    return (Sold(*row) for row in rows.values_list("location_id", "day", "amount"))


def amounts_of(
    actor: Employee, places: Collection[tuple[int, date]]
) -> dict[tuple[int, date], Decimal]:
    """Return what is entered for some locations and days that `actor` may see, in one query."""
    days = [day for _location, day in places]
    if not days:
        return {}
    period = Period(min(days), max(days))
    rows = sales_within(actor, [period])
    return {(row.location, row.day): row.amount for row in rows if row[:2] in places}
