"""The pay of a period as pages and exports show it: whom the reader may see, and what of them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from timetracking.base.judging import require
from timetracking.base.periods import Period
from timetracking.base.rights import can_see_amounts, can_see_pay
from timetracking.models import CompanySettings, Employee, Location
from timetracking.pay.computing import pay_of
from timetracking.pay.engine.lines import Line
from timetracking.pay.periods_of import of_engine
from timetracking.pay.results import PersonPay

_NOTHING = Decimal(0)


@dataclass(frozen=True)
class Row:
    """Somebody's pay in a period. Without `sees_amounts` only minutes are for the reader."""

    employee: Employee
    pay: PersonPay
    sees_amounts: bool
    places: dict[int, str]

    def location_of(self, line: Line) -> str:
        """Return the name of the cost centre, "" for none."""
        return self.places.get(line.location, "") if isinstance(line.location, int) else ""


@dataclass(frozen=True)
class Overview:
    """The pay of all people whom the reader leads, and of an owner's own."""

    period: Period
    rows: list[Row]

    @property
    def amount(self) -> Decimal:
        """The sum of all amounts."""
        return sum((row.pay.amount for row in self.rows), _NOTHING)

    @property
    def minutes(self) -> int:
        """The sum of all worked minutes."""
        return sum(row.pay.minutes for row in self.rows)

    @property
    def lacking(self) -> list[Row]:
        """Those with hours that have no price."""
        return [row for row in self.rows if row.pay.lacks_rate]


def own_or_led(actor: Employee) -> list[Employee]:
    """Return the people whose pay `actor` may see with its amounts, by name.

    An owner sees everybody, a manager the members whom they lead; nobody else sees a list.
    """
    people = Employee.objects.all() if actor.is_owner else Employee.objects.led_by(actor)
    return list(people.by_name())


def overview(
    actor: Employee, period: Period, *, company: CompanySettings, now: datetime
) -> Overview:
    """Return the pay of the people whom `actor` leads, of those who have any."""
    people = own_or_led(actor)
    pays = pay_of([one.pk for one in people], of_engine(period), company=company, now=now)
    places = _places()
    rows = [Row(one, pays[one.pk], sees_amounts=True, places=places) for one in people]
    return Overview(period, [row for row in rows if row.pay.lines])


def person_pay(
    actor: Employee, employee: Employee, period: Period, *, company: CompanySettings, now: datetime
) -> Row:
    """Return the pay of one person. Raises NotAllowed."""
    require(actor, can_see_pay, employee)
    pays = pay_of([employee.pk], of_engine(period), company=company, now=now)
    sees = can_see_amounts(actor, employee, company)
    return Row(employee, pays[employee.pk], sees, _places())


def _places() -> dict[int, str]:
    return dict(Location.objects.values_list("pk", "name"))
