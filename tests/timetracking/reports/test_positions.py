"""A shift counts for the position of the contract of the day on which it began."""

from datetime import date

from tests.timetracking.conftest import NOW, MakeEmployee, MakeLog, asks, madrid
from timetracking.base.periods import Period
from timetracking.models import CompanySettings, Contract, Employee
from timetracking.reports.positions import Positions
from timetracking.reports.question import Question
from timetracking.reports.report import report

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


def test_hours_are_split_where_a_position_changes(
    owner: Employee, ana: Employee, ben: Employee, company: CompanySettings, make_log: MakeLog
) -> None:
    for begins, ends, position in (
        (date(2026, 1, 1), date(2026, 11, 9), "Cook"),
        (date(2026, 11, 10), date(2026, 11, 16), "Chef"),
    ):
        Contract.objects.create(
            employee=ana, starts_on=begins, ends_on=ends, hours=40, position=position
        )
    make_log(ana, madrid(31, 23, month=10), madrid(1, 2))  # of October, as a cook
    make_log(ana, madrid(9, 22), madrid(10, 6))
    make_log(ana, madrid(10, 22), madrid(11, 2))
    make_log(ana, madrid(17, 8), madrid(17, 9))
    make_log(ben, madrid(17, 8), madrid(17, 10))
    question = Question(Period(FIRST, LAST), by="position", measure="cost")
    found = report(owner, question, company=company, now=NOW)
    assert {row.label: row.facts.minutes for row in found.rows} == {
        "Cook": 600,
        "Chef": 240,
        "No position": 180,
    }
    assert found.total.minutes == 1020


def test_positions_take_one_query(
    owner: Employee, make_employee: MakeEmployee, company: CompanySettings
) -> None:
    people = [make_employee(f"Person {number}", signs_in=False) for number in range(5)]
    for number, person in enumerate(people[:4]):
        begins = date(2026, 11, 1 + number)
        Contract.objects.create(employee=person, starts_on=begins, hours=40, position="Cook")
    with asks(1):
        positions = Positions([person.pk for person in people], FIRST, LAST)
    assert positions.names == ["", "Cook"]
    assert [positions.at(person.pk, date(2026, 11, 3)) for person in people] == [1, 1, 1, 0, 0]
    assert [positions.at(person.pk, LAST) for person in people] == [1, 1, 1, 1, 0]
