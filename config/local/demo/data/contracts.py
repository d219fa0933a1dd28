"""The contracts, rates and holidays of a demo company."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from config.local.demo.data.rosters import Person, Rota
from timetracking.base.authors import program
from timetracking.calendars import entering, placing
from timetracking.contracts import agreeing, rates
from timetracking.contracts.targets import spread
from timetracking.models import (
    CompanySettings,
    Contract,
    Employee,
    Holiday,
    Location,
    Pay,
    Portion,
    Rate,
    Role,
)

_BY = program("seed_demo")
# The regions of Toledo, Berlin, and the hotel on Gran Canaria.
_REGIONS = {"ES": "CM", "DE": "BE"}
_ISLANDS = "Atlantic/Canary"
# A raise this year, in percent.
_RAISE = Decimal("1.04")


def agree(
    people: Sequence[Person],
    staff: Sequence[Employee],
    locations: Sequence[Location],
    *,
    today: date,
) -> None:
    """Give everybody a contract and rates, some of them a raise, and each place its holidays."""
    for number, (person, employee) in enumerate(zip(people, staff, strict=True)):
        _contract(person, employee, today)
        _rates(person, employee, today, with_raise=number % 3 == 2)
    _holidays(locations, today)


def _contract(person: Person, employee: Employee, today: date) -> None:
    hours = Decimal(str(person.rota.hours)) * len(person.rota.days)
    salary = (person.hourly_rate * hours * 52 / 12).quantize(Decimal(1))
    is_paid_monthly = person.role != Role.MEMBER
    contract = Contract(
        employee=employee,
        starts_on=date(today.year - 1, 3, 1),
        hours=hours,
        weekday_minutes=spread(int(hours * 60), [int(day) - 1 for day in person.rota.days]),
        position=_position(person),
        pay=Pay.SALARY if is_paid_monthly else Pay.HOURLY,
        salary=salary if is_paid_monthly else None,
    )
    agreeing.save(contract, by=_BY, today=today)


def _position(person: Person) -> str:
    if person.role != Role.MEMBER:
        return "Director" if person.role == Role.OWNER else "Manager"
    return _POSITIONS.get(_name_of(person.rota), "Service")


def _name_of(rota: Rota) -> tuple[str, float]:
    return rota.days, rota.start.hour + rota.start.minute / 60


_POSITIONS = {
    ("12367", 22.0): "Night porter",
    ("45", 22.0): "Night porter",
    ("124567", 6.5): "Breakfast",
    ("12345", 7.0): "Reception",
    ("34567", 14.5): "Reception",
    ("67", 10.0): "Weekend help",
}


def _rates(person: Person, employee: Employee, today: date, *, with_raise: bool) -> None:
    """Pay the rate of the roster now; with a raise, less until the start of last month."""
    first = date(today.year - 1, 3, 1)
    if with_raise:
        earlier = (person.hourly_rate / _RAISE).quantize(Decimal("0.01"))
        rates.save(Rate(employee=employee, starts_on=first, amount=earlier), by=_BY, today=today)
        first = date(today.year, max(today.month - 1, 1), 1)
    rate = Rate(employee=employee, starts_on=first, amount=person.hourly_rate)
    rates.save(rate, by=_BY, today=today)


def _holidays(locations: Sequence[Location], today: date) -> None:
    placing.choose(None, region=_REGIONS.get(CompanySettings.objects.get().country, ""), by=_BY)
    for location in locations:
        if location.time_zone == _ISLANDS:
            placing.choose(location, country="ES", region="CN", by=_BY)
    for month, day, name in ((12, 24, "Christmas Eve"), (12, 31, "New Year's Eve")):
        half = Holiday(
            day=date(today.year - 1, month, day),
            every_year=True,
            name=name,
            portion=Portion.HALF,
        )
        entering.save(half, by=_BY)
