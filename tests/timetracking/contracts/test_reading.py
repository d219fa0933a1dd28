"""Contracts, rates and targets of many people in a fixed number of queries."""

from datetime import date
from decimal import Decimal

from tests.timetracking.conftest import MakeEmployee, asks
from tests.timetracking.contracts.agreed import TODAY, contract
from tests.timetracking.places import place
from timetracking.contracts.reading import (
    contracts_of,
    current_rates,
    positions,
    rate_on,
    rates_of,
    targets_of,
)
from timetracking.models import Contract, Employee, Holiday, Rate

NOVEMBER = date(2026, 11, 1), date(2026, 11, 30)


def test_contracts_and_rates_take_a_query_each(make_employee: MakeEmployee) -> None:
    people = [make_employee(f"Person{n}", signs_in=False).pk for n in range(20)]
    for pk in people:
        person = Employee(pk=pk)
        contract(person, date(2025, 1, 1), date(2025, 12, 31)).save()
        contract(person, date(2026, 1, 1), date(2026, 11, 15)).save()
        contract(person, date(2026, 11, 16)).save()
        for day in (date(2025, 1, 1), date(2026, 1, 1), date(2026, 11, 16), date(2026, 12, 1)):
            Rate.objects.create(employee=person, starts_on=day, amount=day.month + day.year)
    with asks(1):
        agreed = contracts_of(people, *NOVEMBER)
    assert [one.starts_on for one in agreed[people[0]]] == [date(2026, 1, 1), date(2026, 11, 16)]
    with asks(1):
        paid = rates_of(people, *NOVEMBER)
    assert [one.starts_on for one in paid[people[7]]] == [date(2026, 1, 1), date(2026, 11, 16)]
    assert rate_on(date(2026, 11, 15), paid[people[7]]) == Decimal(2027)
    assert rate_on(date(2025, 6, 1), paid[people[7]]) is None
    with asks(1):
        assert current_rates(people, TODAY)[people[0]] == Decimal(2037)


def test_targets_take_as_many_queries_for_one_as_for_many(make_employee: MakeEmployee) -> None:
    bar, hotel = place("Bar", country="ES", region="MD"), place("Hotel", country="DE", region="BE")
    people = [make_employee(f"Person{n}", signs_in=False) for n in range(12)]
    for person in people:
        contract(person, date(2026, 1, 1)).save()
        person.locations.add(bar, hotel)
    Holiday.objects.create(day=TODAY, name="Company day")
    with asks(5):
        one = targets_of([people[0].pk], *NOVEMBER)
    with asks(5):
        many = targets_of([person.pk for person in people], *NOVEMBER)
    assert many[people[0].pk] == one[people[0].pk]
    assert one[people[0].pk][TODAY] == 0
    assert sum(one[people[0].pk].values()) == 20 * 480


def test_who_has_no_contract_has_no_target(ana: Employee) -> None:
    assert targets_of([ana.pk], *NOVEMBER) == {}
    assert contracts_of([], *NOVEMBER) == {}


def test_positions_are_suggested_the_most_frequent_first(ana: Employee, ben: Employee) -> None:
    contract(ana, date(2025, 1, 1), date(2025, 2, 1), position="Bar").save()
    contract(ana, date(2026, 1, 1), position="Cook").save()
    contract(ben, date(2026, 1, 1), position="Cook").save()
    assert positions() == ["Cook", "Bar"]
    assert Contract.objects.count() == 3
