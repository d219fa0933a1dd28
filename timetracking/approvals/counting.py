"""How much waits for a manager's decision. Only what they may decide themselves counts."""

from collections import Counter
from enum import StrEnum

from django.db.models import BooleanField, Case, Value, When

from timetracking.base.rights import can_decide_request, can_review
from timetracking.kiosk import refused_taps
from timetracking.models import Correction, Employee, Location, WorkLog
from timetracking.models.correction import CorrectionQuerySet
from timetracking.models.employee import EmployeeQuerySet
from timetracking.models.punch import PunchQuerySet
from timetracking.models.work_log import WorkLogQuerySet


class Kind(StrEnum):
    """The kinds of things that wait, as they are named in addresses and forms."""

    REQUEST = "request"
    REVIEW = "review"
    DISPUTE = "dispute"
    TAP = "tap"


def requests(actor: Employee, place: Location | None = None) -> CorrectionQuerySet:
    """Return the undecided requests of people whom `actor` leads, at one location or all.

    Some may be for others to decide: see `can_decide_request`.
    """
    return Correction.objects.pending().filter(employee__in=_led(actor, place))


def disputes(actor: Employee, place: Location | None = None) -> CorrectionQuerySet:
    """Return the disputed edits of people whom `actor` leads."""
    return Correction.objects.disputed().filter(employee__in=_led(actor, place))


def reviews(actor: Employee, place: Location | None = None) -> WorkLogQuerySet:
    """Return the shifts to check of people whom `actor` leads.

    Some may be for others to check: see `can_review`.
    """
    return WorkLog.objects.to_review().filter(employee__in=_led(actor, place))


def taps(actor: Employee, place: Location | None = None) -> PunchQuerySet:
    """Return the refused late taps of people whom `actor` may see."""
    waiting = refused_taps.waiting(actor)
    return waiting.filter(employee__in=Employee.objects.at(place)) if place else waiting


def waiting_for(actor: Employee, place: Location | None = None) -> Counter[str]:
    """Count what waits for `actor` by kind, in one query; without one for members.

    What is in doubt, or in which `actor` had a part, is judged one by one, which takes more.
    """
    if not actor.leads:
        return Counter()
    involved = Case(
        When(involved__contains=[actor.pk], then=Value(value=True)), default=Value(value=False)
    )
    no = Value(value=False, output_field=BooleanField())
    parts = [
        requests(actor, place).annotate(what=Value(Kind.REQUEST), doubt=_DOUBT),
        disputes(actor, place).annotate(what=Value(Kind.DISPUTE), doubt=no),
        reviews(actor, place).annotate(what=Value(Kind.REVIEW), doubt=involved),
        taps(actor, place).annotate(what=Value(Kind.TAP), doubt=no),
    ]
    first, *others = (part.values_list("what", "pk", "doubt") for part in parts)
    rows = list(first.union(*others, all=True))
    judged = _judged(actor, {(what, pk) for what, pk, doubt in rows if doubt})
    return Counter(what for what, pk, doubt in rows if not doubt or (what, pk) in judged)


_DOUBT = Case(
    When(reply_in_doubt=True, then=Value(value=True)),
    default=Value(value=False),
    output_field=BooleanField(),
)


def _judged(actor: Employee, rows: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return those of the doubtful rows that `actor` may decide; asks nothing if there is none."""
    asked = [pk for what, pk in rows if what == Kind.REQUEST]
    marked = [pk for what, pk in rows if what == Kind.REVIEW]
    mine: set[tuple[str, int]] = set()
    if asked:
        for one in Correction.objects.filter(pk__in=asked).select_related("employee"):
            if can_decide_request(actor, one.employee, one):
                mine.add((Kind.REQUEST, one.pk))
    if marked:
        for log in WorkLog.objects.filter(pk__in=marked).select_related("employee"):
            if can_review(actor, log):
                mine.add((Kind.REVIEW, log.pk))
    return mine


def _led(actor: Employee, place: Location | None) -> EmployeeQuerySet:
    led = Employee.objects.led_by(actor)
    return led.at(place) if place else led
