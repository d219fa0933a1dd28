"""What a change of contracts or rates does to days that have passed, before it is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from places.money import amount
from timetracking.base.local_time import day_start
from timetracking.calendars.holidays import holidays_of_people
from timetracking.contracts.errors import Unconfirmed
from timetracking.contracts.reading import rate_on, targets_within
from timetracking.contracts.stretches import Effect, Stretch
from timetracking.contracts.targets import contract_on
from timetracking.contracts.wording import terms
from timetracking.models import CompanySettings, Contract, Employee, Rate, WorkLog
from timetracking.shifts.running import with_breaks

_DAY = timedelta(days=1)
# Shifts of zones that are ahead of UTC or behind it.
_MARGIN = timedelta(days=2)


def ask(effect: Effect, confirmed: str | None, *, today: date) -> None:
    """Raise Unconfirmed if the change reaches behind `today` and this has not been confirmed.

    `confirmed` is the token of the effect that was shown, "" for none. For None nobody is asked.
    """
    reaches_back = any(stretch.first < today for stretch in effect.stretches)
    if confirmed is not None and reaches_back and confirmed != effect.token:
        raise Unconfirmed(effect)


def of_rates(
    employee: Employee, before: Sequence[Rate], after: Sequence[Rate], *, today: date
) -> Effect:
    """Return what other rates do to the shifts of somebody; days without a shift do not count."""
    currency = CompanySettings.objects.get().currency

    def text(rates: Sequence[Rate], day: date) -> str:
        value = rate_on(day, rates)
        return _("no rate") if value is None else amount(value, currency)

    days = {rate.starts_on for rate in (*before, *after)}
    stretches = _stretches(days, today, lambda day: (text(before, day), text(after, day)))
    worked = _Worked.of(employee, stretches)
    found = [Stretch(*one, *worked.within(one[0], one[1])) for one in stretches]
    return Effect(tuple(stretch for stretch in found if stretch.shifts))


def of_contracts(
    employee: Employee, before: Sequence[Contract], after: Sequence[Contract], *, today: date
) -> Effect:
    """Return what other contracts do to the targets of somebody, and which shifts they touch."""
    currency = CompanySettings.objects.get().currency

    def text(contracts: Sequence[Contract], day: date) -> str:
        contract = contract_on(day, contracts)
        return terms(contract, currency) if contract else _("no contract")

    days = {contract.starts_on for contract in (*before, *after)}
    days |= {one.ends_on + _DAY for one in (*before, *after) if one.ends_on}
    stretches = _stretches(days, today, lambda day: (text(before, day), text(after, day)))
    if not stretches:
        return Effect(())
    worked, first = _Worked.of(employee, stretches), stretches[0][0]
    off = holidays_of_people([employee.pk], first, today).get(employee.pk, {})

    def target(contracts: Sequence[Contract], first: date, last: date) -> timedelta:
        return timedelta(minutes=sum(targets_within(contracts, off, first, last).values()))

    return Effect(
        tuple(
            Stretch(
                *one,
                *worked.within(one[0], one[1]),
                target(before, one[0], one[1]),
                target(after, one[0], one[1]),
            )
            for one in stretches
        )
    )


def _stretches(
    days: set[date], today: date, texts: Callable[[date], tuple[str, str]]
) -> list[tuple[date, date, str, str]]:
    """Return the days up to today on which the texts differ, cut where something changes."""
    starts = sorted(day for day in days if day <= today)
    ends = [*(day - _DAY for day in starts[1:]), *([today] if starts else [])]
    cut = [(first, last, *texts(first)) for first, last in zip(starts, ends, strict=True)]
    joined: list[tuple[date, date, str, str]] = []
    for first, last, before, after in cut:
        if before == after:
            continue
        if joined and joined[-1][1] + _DAY == first and joined[-1][2:] == (before, after):
            joined[-1] = (joined[-1][0], last, before, after)
        else:
            joined.append((first, last, before, after))
    return joined


@dataclass(frozen=True)
class _Worked:
    """The time that counts of each shift of somebody, with the day on which it began."""

    shifts: list[tuple[date, timedelta]]

    @classmethod
    def of(cls, employee: Employee, stretches: Sequence[tuple[date, date, str, str]]) -> "_Worked":
        if not stretches:
            return cls([])
        zone = timezone.get_current_timezone()
        since = day_start(stretches[0][0], zone) - _MARGIN
        logs = with_breaks(WorkLog.objects.for_employee(employee).filter(check_in__gte=since))
        now = timezone.now()
        # An open shift counts none: what was confirmed must not change by the minute.
        return cls(
            [(log.date, log.duration(now) if log.check_out else timedelta()) for log in logs]
        )

    def within(self, first: date, last: date) -> tuple[int, timedelta]:
        """Return how many shifts began on these days, and how long they were together."""
        durations = [worked for day, worked in self.shifts if first <= day <= last]
        return len(durations), sum(durations, timedelta())
