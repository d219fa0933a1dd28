from datetime import date

from django.utils import formats
from django.utils.translation import gettext as _

from timetracking.base.errors import TimeTrackingError
from timetracking.contracts.stretches import Effect


class ContractError(TimeTrackingError):
    """A change of a contract or a rate was refused. `field` is the field of the form, if one."""

    field: str | None = None


class ContractsOverlap(ContractError):
    """Another contract of the person holds on one of these days."""

    field = "starts_on"

    def __init__(self, name: str, first: date, last: date | None) -> None:
        days = {"name": name, "first": _day(first), "last": _day(last) if last else ""}
        sentence = (
            _(
                "%(name)s already has a contract from %(first)s to %(last)s. Choose other days, or "
                "end that one first."
            )
            if last
            else _(
                "%(name)s already has a contract from %(first)s on. Choose other days, or end that "
                "one first."
            )
        )
        super().__init__(sentence % days)


class ContractsMeet(ContractError):
    """As ContractsOverlap, if the database noticed it."""

    field = "starts_on"

    def __init__(self) -> None:
        super().__init__(_("There is already a contract on one of these days. Choose other days."))


class EndBeforeStart(ContractError):
    """The last day is before the first one."""

    field = "ends_on"

    def __init__(self) -> None:
        super().__init__(_("The last day is before the first day."))


class DayTooFar(ContractError):
    """A day is so far away that it must be a slip."""

    def __init__(self, field: str, first: date, last: date) -> None:
        self.field = field
        super().__init__(
            _("Choose a day from %(first)s to %(last)s.")
            % {"first": _day(first), "last": _day(last)}
        )


class RateTaken(ContractError):
    """The person has another rate from the same day."""

    field = "starts_on"

    def __init__(self, day: date) -> None:
        super().__init__(
            _("There is already a rate from %(day)s. Change that one, or choose another day.")
            % {"day": _day(day)}
        )


class RateChanged(ContractError):
    """Somebody else has set another rate since the page was opened."""

    field = "hourly_rate"

    def __init__(self) -> None:
        super().__init__(_("The rate was changed after you opened the page, so nothing was saved."))


class EntryGone(ContractError):
    """The contract or rate was removed since the page was opened."""

    def __init__(self) -> None:
        super().__init__(_("This was removed after you opened the page, so nothing was saved."))


class NoContract(ContractError):
    """A contract cannot end before it begins."""

    field = "last_day"

    def __init__(self, first: date) -> None:
        super().__init__(
            _("The contract begins on %(first)s. Choose that day or a later one.")
            % {"first": _day(first)}
        )


class CurrencyLocked(ContractError):
    """The company has paid in its currency."""

    field = "currency"

    def __init__(self) -> None:
        super().__init__(
            _(
                "The currency can no longer change, because a pay period is locked. Its amounts "
                "would mean something else."
            )
        )


class CurrencyInUse(ContractError):
    """There are amounts in the currency, and nobody has said that they stay as they are."""

    field = "currency"

    def __init__(self) -> None:
        super().__init__(
            _(
                "There are rates or salaries already. They keep their figures: 15.00 stays 15.00 "
                "in the new currency. Tick the box below if that is right."
            )
        )


class Unconfirmed(ContractError):
    """A change reaches into the past, and its `effect` has to be confirmed first."""

    def __init__(self, effect: Effect) -> None:
        self.effect = effect
        super().__init__(_("This changes days that have passed. Check what it changes."))


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")
