"""The price of an hour is that of the person and the day; the database computes the same."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random

import pytest

from tests.timetracking.conftest import MADRID, MakeEmployee, MakeLog, asks, madrid
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Employee
from timetracking.reports import spans
from timetracking.reports.cost import HIDDEN, UNRATED, Prices, rates_seen_by
from timetracking.reports.counting import pieces
from timetracking.reports.measures import Facts
from timetracking.reports.sums import Wanted

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def test_managers_see_the_rates_of_members(
    owner: Employee, manager: Employee, ana: Employee, ben: Employee
) -> None:
    with asks(3):
        assert set(rates_seen_by(owner)) == {owner.pk, manager.pk, ana.pk, ben.pk}
    assert rates_seen_by(manager) == {ana.pk: [(date(2020, 1, 1), Decimal("12.50"))], ben.pk: []}
    assert rates_seen_by(ana) == {}


def test_a_price_holds_from_its_day_on() -> None:
    rates = {
        1: [(date.min, Decimal(10)), (date(2026, 11, 10), Decimal("12.50"))],
        2: [(date(2026, 11, 10), Decimal(20)), (date(2026, 12, 24), Decimal(99))],
        3: [],
    }
    prices = Prices(rates, [1, 2, 3, 4], FIRST, LAST)

    def of(person: int) -> list[int]:
        return [prices.at(person, date(2026, 11, day)) for day in (1, 9, 10, 30)]

    assert of(1) == [1000, 1000, 1250, 1250]
    assert of(2) == [UNRATED, UNRATED, 2000, 2000]
    assert of(3) == [UNRATED] * 4
    assert of(4) == [HIDDEN] * 4


@pytest.mark.parametrize("seed", range(3))
def test_the_database_prices_each_shift_by_its_own_day(
    seed: int, make_employee: MakeEmployee, make_log: MakeLog, company: CompanySettings
) -> None:
    random = Random(seed)
    people = [make_employee(f"Person {number}", signs_in=False) for number in range(4)]
    rates = {
        person.pk: sorted(
            (
                FIRST + timedelta(days=random.randrange(-9, 35)),
                Decimal(random.randrange(3000)) / 100,
            )
            for _ in range(random.randrange(4))
        )
        for person in people[:3]
    }
    prices = Prices(rates, [person.pk for person in people], FIRST - timedelta(days=3), LAST)
    expected = Facts()
    for person in people:
        for day in range(1, 29):
            zone = random.choice(["Europe/Madrid", "Pacific/Auckland"])
            start = madrid(day, random.randrange(20))
            log = make_log(person, start, start + timedelta(hours=3, minutes=7), time_zone=zone)
            price = prices.at(person.pk, log.date)
            expected.add(
                Facts(
                    187,
                    pay=max(price, 0) * 187,
                    unrated=187 * (price == UNRATED),
                    hidden=187 * (price == HIDDEN),
                )
            )
    wanted = Wanted([person.pk for person in people], prices=prices)
    total = Facts()
    days = spans.by_day(Period(FIRST, LAST))
    for piece in pieces(wanted, [days], zone=MADRID, now=madrid(30, 12)):
        total.add(piece.facts)
    assert total == expected
