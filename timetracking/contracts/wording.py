"""Contracts and rates in words."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils import formats
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from places.money import amount
from timetracking.models import Contract, Pay
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Describer


def terms(contract: Contract, currency: str) -> str:
    """Return what a contract says in a line: "40 h a week, Mon-Fri, 2,400.00 a month, Cook"."""
    parts = [hours_a_week(contract.hours), working_days(contract.weekday_minutes)]
    parts.append(paid(contract, currency))
    parts.append(contract.position)
    return ", ".join(filter(None, parts))


def hours_a_week(hours: Decimal) -> str:
    """Return the hours of a week: "38.5 h a week", or that somebody is on call."""
    if not hours:
        return _("on call, no fixed hours")
    return _("%(hours)s h a week") % {"hours": formats.localize(hours.normalize() + 0)}


def paid(contract: Contract, currency: str) -> str:
    """Return how somebody is paid."""
    if contract.pay == Pay.SALARY and contract.salary is not None:
        return _("%(amount)s a month") % {"amount": amount(contract.salary, currency)}
    return _("paid by the hour")


def working_days(minutes: list[int]) -> str:
    """Return the working days: "Mon, Wed", "Mon 4:00, Wed 6:00", "" for none.

    The time of each day is in it if they differ by more than what cannot be divided.
    """
    days = [weekday for weekday in range(7) if minutes[weekday]]
    if not days:
        return ""
    lengths = {minutes[weekday] for weekday in days}
    if max(lengths) - min(lengths) <= 1:
        return ", ".join(_runs(days))
    return ", ".join(f"{WEEKDAYS_ABBR[day]} {_clock(minutes[day])}" for day in days)


def _runs(days: list[int]) -> list[str]:
    """Join three days or more in a row by a dash."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    texts = []
    for run in runs:
        names = [str(WEEKDAYS_ABBR[day]) for day in run]
        texts += [f"{names[0]}\u2013{names[-1]}"] if len(run) > 2 else names
    return texts


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def contract_wording(snapshots: Iterable[Snapshot | None]) -> Describer:
    """Return a describer of snapshots of contracts."""
    return lambda snapshot, other: _contract(snapshot)


def rate_wording(snapshots: Iterable[Snapshot | None]) -> Describer:
    """Return a describer of snapshots of rates."""
    return lambda snapshot, other: (
        {_("From"): _day(snapshot["starts_on"]), _("Hourly rate"): _money(snapshot["amount"])}
        if snapshot
        else {}
    )


def _contract(snapshot: Snapshot | None) -> dict[str, str]:
    if not snapshot:
        return {}
    minutes = [int(one) for one in snapshot["weekday_minutes"]]
    salary = snapshot["salary"]
    return {
        _("First day"): _day(snapshot["starts_on"]),
        _("Last day"): _day(snapshot["ends_on"]),
        _("Hours a week"): formats.localize(Decimal(snapshot["hours"]).normalize() + 0),
        _("Working days"): working_days(minutes),
        _("Position"): snapshot["position"],
        _("Paid"): str(Pay(snapshot["pay"]).label),
        _("Salary per month"): _money(salary) if salary is not None else "",
    }


def _day(text: str | None) -> str:
    return formats.date_format(date.fromisoformat(text), "DATE_FORMAT") if text else ""


def _money(text: str) -> str:
    # Without a currency: the company may have had another one then.
    return amount(Decimal(text), "")
