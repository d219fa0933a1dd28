"""What a report counts of a row. To add a measure, add it to `MEASURES`, and its sum to `Facts`."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_CENT = Decimal("0.01")
_TENTH = Decimal("0.1")


@dataclass
class Facts:
    """The sums of a row.

    Minutes are whole. `pay` is minutes times cents an hour, so that nothing is rounded.
    `borrowed` minutes were worked at a location to which the person does not belong, `unrated` ones
    by somebody without a rate, `hidden` ones by somebody whose rate the reader may not see. `sales`
    is None if none were entered.
    """

    minutes: int = 0
    borrowed: int = 0
    pay: int = 0
    unrated: int = 0
    hidden: int = 0
    sales: Decimal | None = None

    @property
    def cost(self) -> Decimal:
        """The pay, rounded once, half up: rule 13."""
        return (Decimal(self.pay) / 6000).quantize(_CENT, ROUND_HALF_UP)

    def add(self, other: "Facts") -> None:
        """Add the sums of another row."""
        self.minutes += other.minutes
        self.borrowed += other.borrowed
        self.pay += other.pay
        self.unrated += other.unrated
        self.hidden += other.hidden
        self.add_sales(other.sales)

    def add_sales(self, amount: Decimal | None) -> None:
        """Add sales, if there are any."""
        if amount is not None:
            self.sales = (self.sales or Decimal()) + amount


class Unit(Enum):
    """How a value is written."""

    MINUTES = "minutes"
    MONEY = "money"
    PERCENT = "percent"


@dataclass(frozen=True)
class Measure:
    """A figure of a row: `value` reads it from the facts, None if there is none.

    The values of a measure that `adds_up` have shares of their total. `beside` has the names of the
    measures that stand beside it in the table. One that is `of_places` belongs to a location and a
    day, so there is none of a person.
    """

    name: str
    label: "str | Promise"
    unit: Unit
    value: Callable[[Facts], Decimal | int | None]
    adds_up: bool = True
    beside: tuple[str, ...] = ()
    needs_rates: bool = False
    needs_members: bool = False
    of_places: bool = False


def _cost(facts: Facts) -> Decimal | None:
    is_unknown = not facts.pay and (facts.unrated or facts.hidden)
    return None if is_unknown else facts.cost


def _percent(facts: Facts) -> Decimal | None:
    if not facts.sales or _cost(facts) is None:
        return None
    return (Decimal(facts.pay) / 60 / facts.sales).quantize(_TENTH, ROUND_HALF_UP)


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("hours", _("Hours"), Unit.MINUTES, lambda facts: facts.minutes),
        Measure(
            "borrowed",
            _("Hours of borrowed staff"),
            Unit.MINUTES,
            lambda facts: facts.borrowed,
            beside=("hours",),
            needs_members=True,
        ),
        Measure(
            "cost",
            _("Labour cost"),
            Unit.MONEY,
            _cost,
            beside=("hours",),
            needs_rates=True,
        ),
        Measure("sales", _("Sales"), Unit.MONEY, lambda facts: facts.sales, of_places=True),
        Measure(
            "percent",
            _("Labour cost in % of sales"),
            Unit.PERCENT,
            _percent,
            adds_up=False,
            beside=("cost", "sales"),
            needs_rates=True,
            of_places=True,
        ),
    )
}
