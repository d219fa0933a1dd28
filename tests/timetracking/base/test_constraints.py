import pytest
from django.db import DataError, IntegrityError

from tests.timetracking.conftest import MakeEmployee
from timetracking.base.authors import Author
from timetracking.base.constraints import refusals, violated_constraint
from timetracking.models import Employee
from timetracking.staff import employees
from timetracking.staff.errors import EmailNeeded, EmailTaken, LastOwner


def test_a_violated_constraint_is_put_into_words(ana: Employee) -> None:
    with pytest.raises(EmailTaken) as caught, refusals({"employees_email_unique": EmailTaken}):
        Employee.objects.create(name="Twin", email=ana.email)
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert Employee.objects.count() == 1  # the transaction goes on


def test_another_constraint_stays_what_it_is(ana: Employee) -> None:
    with pytest.raises(IntegrityError) as caught, refusals({"employees_role": LastOwner}):
        Employee.objects.create(name="Twin", email=ana.email)
    assert violated_constraint(caught.value) == "employees_email_unique"


def test_what_is_no_constraint_stays_what_it_is(ana: Employee) -> None:
    assert violated_constraint(IntegrityError("made by hand")) == ""
    with pytest.raises(DataError), refusals({"employees_role": LastOwner}):
        Employee.objects.update(name="x" * 121)


def test_an_address_taken_meanwhile_is_refused(ana: Employee, make_employee: MakeEmployee) -> None:
    cleo = make_employee("Cleo")
    cleo.email = ana.email
    with pytest.raises(EmailTaken):
        employees.save(cleo, by=Author())
    with pytest.raises(EmailTaken):
        employees.save(Employee(name="Twin", email=ana.email), by=Author())


def test_a_sign_in_keeps_an_address(ana: Employee) -> None:
    ana.email = ""
    with pytest.raises(EmailNeeded):
        employees.save(ana, by=Author())
