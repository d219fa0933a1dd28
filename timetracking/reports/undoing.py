"""Takes back a list of sales that was entered a moment ago, from its lines in the audit trail."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.models import AuditLine, Sale
from timetracking.reports.entering import Entered, Place, enter
from timetracking.trail.subjects import name_of

UNDO_WINDOW = timedelta(minutes=30)
UNDO = "Undo"


@transaction.atomic
def undo(lines: tuple[int, int], *, by: Author, now: datetime) -> tuple[Entered, int]:
    """Enter again what was before these lines; return what was changed, and how many days were not.

    A day that has other sales by now keeps them. Raises NotAllowed.
    """
    written = AuditLine.objects.filter(
        number__range=lines, subject=name_of(Sale), actor=by.employee
    )
    before: dict[Place, Decimal | None] = {}
    after: dict[Place, Decimal | None] = {}
    for line in written.order_by("number"):
        place = _place(line.after or line.before or {})
        before[place], after[place] = _amount(line.before), _amount(line.after)
    rows = Sale.objects.filter(location__in={location for location, _day in after})
    now_stored = {(row.location_id, row.day): row.amount for row in rows}
    untouched = {place for place, amount in after.items() if now_stored.get(place) == amount}
    amounts = {place: before[place] for place in untouched}
    return enter(amounts, by=by, now=now, reason=UNDO), len(after) - len(untouched)


def _place(values: dict[str, object]) -> Place:
    return int(str(values["location"])), date.fromisoformat(str(values["day"]))


def _amount(values: dict[str, object] | None) -> Decimal | None:
    return Decimal(str(values["amount"])) if values else None
