"""What of an entry whoever saves it may change, judged by the service."""

import pytest

from tests.timetracking.conftest import MakeEmployee
from timetracking.base.authors import Author
from timetracking.base.errors import NotAllowed
from timetracking.models import Employee, Role
from timetracking.staff import employees


@pytest.mark.parametrize("role", [Role.MANAGER, Role.OWNER])
def test_a_manager_makes_nobody_more_than_a_member(
    role: Role, ana: Employee, manager: Employee
) -> None:
    for employee in (ana, Employee(name="Eve")):
        employee.role = role
        with pytest.raises(NotAllowed, match="Only an owner"):
            employees.save(employee, by=Author(manager))


def test_nobody_gives_themselves_another_role(owner: Employee, make_employee: MakeEmployee) -> None:
    make_employee("Otto", Role.OWNER)
    owner.role = Role.MEMBER
    with pytest.raises(NotAllowed):
        employees.save(owner, by=Author(owner))


def test_only_an_owner_changes_an_address_that_signs_in(ana: Employee, manager: Employee) -> None:
    ana.email = "other@example.com"
    with pytest.raises(NotAllowed, match="sign in with this address"):
        employees.save(ana, by=Author(manager))
