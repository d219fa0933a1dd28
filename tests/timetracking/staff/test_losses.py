"""People are told at once when someone else takes rights from them."""

from typing import Any

import pytest
from django.core import mail

from tests.timetracking.conftest import NOW, Here, MakeEmployee
from tests.timetracking.places import place
from timetracking.base.authors import Author
from timetracking.models import Employee, Role
from timetracking.notices.mailing import Notice
from timetracking.staff import employees
from timetracking.staff.losses import Standing


@pytest.mark.parametrize(
    ("role", "fields", "is_told"),
    [
        (Role.MANAGER, {"name": "Maxim"}, False),
        (Role.MANAGER, {"role": Role.OWNER}, False),
        (Role.MANAGER, {"role": Role.MEMBER}, True),
        (Role.MANAGER, {"is_limited": True}, True),
        (Role.MEMBER, {"role": Role.MANAGER}, False),
    ],
)
def test_everyone_is_told_who_loses_rights(
    role: Role,
    fields: dict[str, Any],
    owner: Employee,
    make_employee: MakeEmployee,
    *,
    is_told: bool,
) -> None:
    employee = make_employee("Mia", role)
    for name, value in fields.items():
        setattr(employee, name, value)
    employees.save(employee, by=Author(owner))
    employee.refresh_from_db()
    assert bool(employee.alerts) is is_told


@pytest.mark.parametrize(("loss", "muted"), [("demoted", [*Notice.values]), ("deactivated", [])])
def test_the_mail_reaches_who_switched_everything_off_and_who_has_left(
    loss: str,
    muted: list[str],
    owner: Employee,
    make_employee: MakeEmployee,
    django_capture_on_commit_callbacks: Any,
) -> None:
    mia = make_employee("Mia", Role.MANAGER, muted_notices=muted)
    with django_capture_on_commit_callbacks(execute=True):
        if loss == "deactivated":
            employees.deactivate(mia, by=Author(owner), now=NOW, site=Here())
        else:
            mia.role = Role.MEMBER
            employees.save(mia, by=Author(owner), site=Here())
    assert [message.to for message in mail.outbox] == [[mia.email]]
    assert "Olga" in mail.outbox[0].body


@pytest.mark.parametrize(
    ("before", "after", "is_less"),
    [
        (Standing(2, None), Standing(1, None), True),
        (Standing(1, None), Standing(0, None), True),
        (Standing(1, None), Standing(1, frozenset({1})), True),
        (Standing(1, frozenset({1, 2})), Standing(1, frozenset({2, 3})), True),
        (Standing(1, frozenset({1})), Standing(1, frozenset({1, 2})), False),
        (Standing(1, frozenset({1})), Standing(1, None), False),
        (Standing(1, frozenset({1})), Standing(2, None), False),
        (Standing(0, None), Standing(0, None), False),
    ],
)
def test_what_is_less(before: Standing, after: Standing, *, is_less: bool) -> None:
    assert after.is_less_than(before) is is_less


def test_a_limited_manager_who_loses_a_location_is_told(
    owner: Employee, make_employee: MakeEmployee
) -> None:
    mia = make_employee("Mia", Role.MANAGER, is_limited=True)
    bar, cafe = place("Bar", mia), place("Café", mia)
    employees.save(mia, by=Author(owner), membership={bar.pk: True, cafe.pk: False})
    mia.refresh_from_db()
    assert [alert["kind"] for alert in mia.alerts] == ["rights-lost"]
