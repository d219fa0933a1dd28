"""Whether the company's currency may still change: amounts do not know theirs."""

from timetracking.contracts.errors import CurrencyInUse, CurrencyLocked
from timetracking.models import Contract, PayPeriod, Rate


def require_change(*, confirmed: bool) -> None:
    """Raise CurrencyLocked after the first locked period, CurrencyInUse if it is not `confirmed`.

    Without a rate and a salary nothing has to be confirmed.
    """
    if a_period_is_locked():
        raise CurrencyLocked
    if not confirmed and has_amounts():
        raise CurrencyInUse


def has_amounts() -> bool:
    """Return whether anybody has a rate or a salary."""
    return Rate.objects.exists() or Contract.objects.filter(salary__isnull=False).exists()


def a_period_is_locked() -> bool:
    """Return whether any period is locked: the one place that asks."""
    return PayPeriod.objects.locked().exists()
