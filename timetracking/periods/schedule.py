"""The company's pay periods: how long they are, and from when on."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.pay_schedule import Kind, Schedule, fits
from timetracking.base.rights import can_change_settings
from timetracking.base.versions import refuse_changed
from timetracking.company.errors import SettingsChanged
from timetracking.company.settings import version
from timetracking.models import Approval, CompanySettings, PayPeriod, Rules
from timetracking.periods.errors import FirstDayUnfit
from timetracking.trail.recording import recorded


@dataclass(frozen=True)
class Wish:
    """Periods of this kind, one of which begins on `first`."""

    kind: Kind
    first: date


def schedule_of(rules: Rules) -> Schedule:
    """Return the pay periods of a company with these rules."""
    return Schedule.of(rules.pay_schedule)


def boundary(schedule: Schedule, today: date) -> date | None:
    """Return the day from which other periods can hold, None if they can hold for all time.

    That is the day after the current period, and after the last one that anybody finished, approved
    or locked: no period changes in its middle. A company that has not begun can choose freely.
    """
    finished: list[date | None] = [
        PayPeriod.objects.aggregate(day=Max("last"))["day"],
        Approval.objects.aggregate(day=Max("last"))["day"],
    ]
    known = [day for day in finished if day is not None]
    if not known:
        return None
    return max(schedule.period_of(today).last, *known) + timedelta(days=1)


@transaction.atomic
def change(wish: Wish, *, by: Author, today: date, seen: int | None = None) -> Schedule:
    """Save other pay periods, which hold from the next `boundary` on; return the new schedule.

    Locks the row of the settings, for the rules too. `seen` is the version of the settings that the
    author saw. Raises NotAllowed, FirstDayUnfit, SettingsChanged.
    """
    company = CompanySettings.objects.select_for_update(no_key=True).get()
    judge(by, can_change_settings)
    if seen is not None:
        refuse_changed(version(), seen, SettingsChanged)
    if not fits(wish.kind, wish.first):
        raise FirstDayUnfit
    rules = company.rules
    schedule = schedule_of(rules)
    changed = schedule.changed(wish.kind, wish.first, since=boundary(schedule, today))
    with recorded(company, by=by):
        rules.pay_schedule = changed.stored
        rules.save(update_fields=["pay_schedule"])
    return changed
