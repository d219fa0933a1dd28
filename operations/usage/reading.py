"""Reads how the companies stood: in the newest measurement, and against the one a month before.

Each takes as many queries for 10,000 companies as for one.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, Q, QuerySet, Sum

from operations.models import UsageDay
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.states import State

MONTH = timedelta(days=30)


def rows() -> "QuerySet[UsageDay]":
    """Return all rows, which the owner login alone can read."""
    return UsageDay.objects.using(OWNER_ALIAS)


@dataclass(frozen=True)
class Measurement:
    """The newest day on which the companies were measured, and when on that day."""

    day: date
    at: datetime


def newest() -> Measurement | None:
    """Return the newest measurement, None before the first."""
    row = rows().order_by("-day").first()
    return Measurement(row.day, row.measured_at) if row else None


@dataclass(frozen=True)
class Standing:
    """How a company stood in the newest measurement, and what has been added since a month before.

    What was added is None if that is not known; `people` also, if its tables could not be read.
    """

    company: int
    bytes: int
    people: int | None
    more_bytes: int | None = None
    more_people: int | None = None


def standings() -> dict[int, Standing]:
    """Return the companies' standings by id; none before the first measurement.

    A company that is newer than the measurement of a month ago has grown from nothing.
    """
    now = newest()
    if now is None:
        return {}
    day = rows().filter(day__lte=now.day - MONTH).aggregate(day=Max("day"))["day"]
    before = {row.company: row for row in rows().filter(day=day)} if day else None
    found = (_standing(row, before) for row in rows().filter(day=now.day))
    return {one.company: one for one in found}


def _standing(row: UsageDay, before: dict[int, UsageDay] | None) -> Standing:
    if before is None:
        return Standing(row.company, row.bytes, row.people)
    old = before.get(row.company)
    old_people = old.people if old else 0
    is_known = row.people is not None and old_people is not None
    return Standing(
        row.company,
        row.bytes,
        row.people,
        more_bytes=row.bytes - (old.bytes if old else 0),
        more_people=(row.people or 0) - (old_people or 0) if is_known else None,
    )


@dataclass(frozen=True)
class Day:
    """All companies together on a day; the states count companies."""

    day: date
    served: int
    read_only: int
    suspended: int
    archived: int
    people: int
    active: int
    minutes: int
    bytes: int


def days(*, since: date) -> list[Day]:
    """Return the sums of each measured day since then, in order of time."""

    def number(state: State) -> Count:
        return Count("pk", filter=Q(state=state.value))

    sums = (
        rows()
        .filter(day__gte=since)
        .order_by("day")
        .values("day")
        .annotate(
            served=number(State.SERVED),
            read_only=number(State.READ_ONLY),
            suspended=number(State.SUSPENDED),
            archived=number(State.ARCHIVED),
            all_people=Sum("people"),
            all_active=Sum("active"),
            all_minutes=Sum("minutes"),
            all_bytes=Sum("bytes"),
        )
    )
    return [
        Day(
            day=row["day"],
            served=row["served"],
            read_only=row["read_only"],
            suspended=row["suspended"],
            archived=row["archived"],
            people=row["all_people"] or 0,
            active=row["all_active"] or 0,
            minutes=row["all_minutes"] or 0,
            bytes=row["all_bytes"] or 0,
        )
        for row in sums
    ]
