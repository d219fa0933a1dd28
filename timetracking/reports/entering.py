"""Services that enter, change and remove the sales of locations and days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from timetracking.base.allowances import require_storage
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.local_time import local_date
from timetracking.base.rights import can_enter_sales
from timetracking.models import CompanySettings, Location, Sale, zone_at
from timetracking.reports.errors import FutureSales, SalesChanged
from timetracking.reports.subjects import snapshot
from timetracking.trail.recording import record_all
from timetracking.trail.snapshots import Snapshot

Place = tuple[int, date]


@dataclass(frozen=True)
class Entered:
    """How many days were changed, and the numbers of the first and the last line in the trail."""

    changed: int = 0
    lines: tuple[int, int] | None = None


@transaction.atomic
def enter(
    amounts: Mapping[Place, Decimal | None],
    *,
    by: Author,
    now: datetime,
    seen: Mapping[Place, Decimal | None] | None = None,
    reason: str = "",
) -> Entered:
    """Enter the sales of some locations and days; None removes what was entered.

    All of it or nothing. `seen` is what the author saw of each, if known: what they left as it was
    is not written, and a day that somebody else has changed to something different is refused.
    Locks the locations' rows, in the order of their ids, until the transaction ends. Raises
    NotAllowed, NoStorage, FutureSales, SalesChanged.
    """
    if not amounts:
        return Entered()
    locations = _lock({location for location, _day in amounts})
    judge(by, can_enter_sales, list(locations))
    require_storage()
    _refuse_future(amounts, locations, now)
    stored = _stored(amounts)
    if seen is not None:
        amounts = {place: amount for place, amount in amounts.items() if amount != seen.get(place)}
        _refuse_changed(amounts, seen, stored)
    changes = _write(amounts, stored)
    return Entered(len(changes), record_all(changes, by=by, reason=reason))


def _lock(pks: Collection[int]) -> dict[int, Location]:
    rows = Location.objects.filter(pk__in=pks).order_by("pk")
    locked = {row.pk: row for row in rows.select_for_update(no_key=True)}
    if len(locked) < len(pks):
        raise Location.DoesNotExist
    return locked


def _refuse_future(
    amounts: Mapping[Place, Decimal | None], locations: Mapping[int, Location], now: datetime
) -> None:
    zone = CompanySettings.objects.get().zone
    today = {pk: local_date(now, zone_at(row, zone)) for pk, row in locations.items()}
    if any(day > today[location] for (location, day), amount in amounts.items() if amount):
        raise FutureSales


def _stored(places: Collection[Place]) -> dict[Place, Sale]:
    days = [day for _location, day in places]
    rows = Sale.objects.filter(
        Q(day__range=(min(days), max(days))), location__in={location for location, _day in places}
    )
    return {(row.location_id, row.day): row for row in rows if (row.location_id, row.day) in places}


def _refuse_changed(
    amounts: Mapping[Place, Decimal | None],
    seen: Mapping[Place, Decimal | None],
    stored: Mapping[Place, Sale],
) -> None:
    now = {place: stored[place].amount if place in stored else None for place in amounts}
    changed = {
        place: now[place]
        for place, amount in amounts.items()
        if now[place] not in (seen.get(place), amount)
    }
    if changed:
        raise SalesChanged(changed)


def _write(
    amounts: Mapping[Place, Decimal | None], stored: Mapping[Place, Sale]
) -> Sequence[tuple[Sale, Snapshot | None, Snapshot | None]]:
    """Write what differs, in three statements at most; return what the trail has to know."""
    new, other, gone = [], [], []
    changes: list[tuple[Sale, Snapshot | None, Snapshot | None]] = []
    for (location, day), amount in amounts.items():
        row = stored.get((location, day))
        if row is None and amount is not None:
            new.append(Sale(location_id=location, day=day, amount=amount))
        elif row is not None and amount is None:
            gone.append(row)
        elif row is not None and amount is not None and row.amount != amount:
            before = snapshot(row)
            row.amount = amount
            other.append(row)
            changes.append((row, before, snapshot(row)))
    Sale.objects.bulk_create(new)
    Sale.objects.bulk_update(other, ["amount"])
    Sale.objects.filter(pk__in=[row.pk for row in gone]).delete()
    changes += [(row, None, snapshot(row)) for row in new]
    changes += [(row, snapshot(row), None) for row in gone]
    return changes
