"""Lines that their author could not have made are found."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.timetracking.trail.cafe import LOGINS, Cafe, forge, found, repeat, undone
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import AuditLine, Employee, Role
from timetracking.staff import employees
from timetracking.staff.handover import Handover
from timetracking.trail.verifying import verify


def test_a_line_like_any_other_is_not_found(cafe: Cafe) -> None:
    """What is left: whoever may append lines can append one that its author could have made."""
    with undone(cafe.tenant):
        repeat(cafe)
        assert found() == []


AUTHORS: dict[str, tuple[Callable[[Cafe], dict[str, Any]], str]] = {
    "nobody": (lambda cafe: {"actor": None}, "names nobody"),
    "a program with a name": (lambda cafe: {"origin": "cron"}, "comes from a program"),
    "a colleague": (lambda cafe: {"actor": cafe.ben}, "had no right"),
    "a kiosk for another": (lambda cafe: {"origin": "kiosk"}, "comes from a kiosk"),
    "someone unknown": (
        lambda cafe: {"actor": Employee.objects.create(name="Eve", role="owner")},
        "was not on the staff",
    ),
    "a manager for the settings": (
        lambda cafe: {"subject": "companysettings", "subject_id": 1, "employee": None},
        "had no right",
    ),
}


@pytest.mark.parametrize("using", LOGINS)
@pytest.mark.parametrize("forged", AUTHORS)
def test_a_forged_line_is_found(forged: str, using: str, cafe: Cafe) -> None:
    values, words = AUTHORS[forged]
    with undone(cafe.tenant, using):
        repeat(cafe, **values(cafe))
        assert any(words in flaw for flaw in found())


def entry(employee: Employee, **values: Any) -> dict[str, Any]:
    """Return the values of a forged line about an employee, whose row is changed like that."""
    lines = AuditLine.objects.filter(subject="employee", subject_id=employee.pk)
    before = next(
        line.after for line in lines.order_by("-number") if line.after and "role" in line.after
    )
    Employee.objects.filter(pk=employee.pk).update(**values)
    return {
        "subject": "employee",
        "subject_id": employee.pk,
        "employee": employee,
        "before": before,
        "after": {**before, **values},
    }


@pytest.mark.parametrize(
    ("who", "role"), [("ben", "owner"), ("max", "member"), ("olga", "manager")]
)
def test_nobody_gives_themselves_a_role(who: str, role: str, cafe: Cafe) -> None:
    """An owner could give each of these roles, and a manager that of a member, to someone else."""
    employee = getattr(cafe, who)
    with undone(cafe.tenant):
        forge(actor=employee, **entry(employee, role=role))
        assert ["had no right" in flaw for flaw in found()] == [True]


def test_a_manager_makes_nobody_an_owner(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        forge(actor=cafe.max, **entry(cafe.ben, role="owner"))
        assert ["had no right" in flaw for flaw in found()] == [True]


def test_a_member_changes_nothing_of_their_own_entry(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        forge(actor=cafe.ben, **entry(cafe.ben, name="Benjamin"))
        assert ["had no right" in flaw for flaw in found()] == [True]


@pytest.mark.parametrize(
    ("values", "words"), [({"role": "member"}, "no right"), ({"is_active": False}, "on the staff")]
)
def test_who_lost_their_role_can_end_a_request_and_begin_none(
    values: dict[str, Any], words: str, cafe: Cafe
) -> None:
    now = timezone.now()
    with undone(cafe.tenant):
        forge(actor=cafe.olga, **entry(cafe.max, **values))
        repeat(cafe, at=now + timedelta(seconds=30))
        assert found() == []
        repeat(cafe, at=now + timedelta(minutes=2))
        flaws = [str(flaw) for flaw in verify(now=now + timedelta(minutes=3))]
        assert [words in flaw for flaw in flaws] == [True]


def test_an_address_may_be_confirmed_long_after_its_author_left(cafe: Cafe) -> None:
    now = timezone.now()
    with undone(cafe.tenant):
        forge(actor=cafe.olga, **entry(cafe.max, is_active=False))
        new = "ana@later.example"
        Employee.objects.filter(pk=cafe.ana.pk).update(email=new)
        forge(actor=cafe.max, subject="employee", subject_id=cafe.ana.pk, employee=cafe.ana,
              before={"email": cafe.ana.email}, after={"email": new},
              at=now + timedelta(minutes=2))  # fmt: skip
        assert list(verify(now=now + timedelta(minutes=3))) == []


def test_a_manager_who_deactivates_someone_also_removes_the_pins_that_they_set(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        otto = employees.save(Employee(name="Otto", role=Role.OWNER), by=Author(cafe.olga))
        pins.set_pin(cafe.olga, "9481", by=Author(otto))
        otto.role = Role.MEMBER
        kept = Handover(people=[cafe.olga.pk])
        employees.save(otto, by=Author(cafe.olga), handover=kept)
        employees.deactivate(otto, by=Author(cafe.max), now=timezone.now(), handover=Handover())
        assert Employee.objects.get(pk=cafe.olga.pk).pin == ""
        assert found() == []


# Of each: the author, whose entry it is, and the values after the line.
PARTS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "one's own name": ("ben", "ben", {"name": "Benno"}),
    "one's own name with one's own PIN": (
        "ben",
        "ben",
        {"pin": "none", "pin_digest": "", "pin_set_by": None, "name": "Benno"},
    ),
    "a manager's own name": ("max", "max", {"name": "Maxi"}),
    "an owner's name with a removed PIN": ("max", "olga", {"pin": "none", "name": "O"}),
    "the PIN of a manager or an owner": (
        "max",
        "olga",
        {"pin": "none", "pin_digest": "0123456789abcdef", "pin_set_by": None},
    ),
}


@pytest.mark.parametrize("part", PARTS)
def test_a_part_of_an_entry_that_its_author_may_not_change_is_found(part: str, cafe: Cafe) -> None:
    author, other, after = PARTS[part]
    employee = getattr(cafe, other)
    with undone(cafe.tenant):
        forge(actor=getattr(cafe, author), subject="employee", subject_id=employee.pk,
              employee=employee, before={"pin": "none"}, after=after)  # fmt: skip
        assert any("had no right" in flaw for flaw in found())


@pytest.mark.parametrize("author", ["ben", "max"])
def test_one_s_own_pay_in_one_s_own_name_is_found(author: str, cafe: Cafe) -> None:
    employee = getattr(cafe, author)
    with undone(cafe.tenant):
        values = {"starts_on": "2026-01-01", "amount": "99.00"}
        forge(actor=employee, subject="rate", subject_id=900_001,
              employee=employee, before=None, after=values)  # fmt: skip
        assert any("had no right" in flaw for flaw in found())


# Of each: what a member's own line about the finished shift says, and whether it could be theirs.
OWN_SHIFTS: dict[str, tuple[dict[str, Any], dict[str, Any], str, bool]] = {
    "a note": ({}, {"notes": "Rain"}, "", True),
    "the end of an open shift": ({"check_out": None}, {}, "", True),
    "another end": ({}, {"check_out": "2026-01-01"}, "", False),
    "another beginning": ({}, {"check_in": "2026-01-01"}, "", False),
    "an end taken back": ({}, {"check_out": None}, "", False),
    "an end undone": ({}, {"check_out": None}, "undo", True),
    "the end that was forgotten": (
        {"review": "automatic"},
        {"check_out": "2026-01-01", "review": "stated"},
        "",
        True,
    ),
    "a forgotten end that needs no review": (
        {"review": "automatic"},
        {"check_out": "2026-01-01", "review": ""},
        "",
        False,
    ),
}


@pytest.mark.parametrize("way", OWN_SHIFTS)
def test_a_member_s_own_shift_is_changed_only_by_taps(way: str, cafe: Cafe) -> None:
    before, after, reason, is_theirs = OWN_SHIFTS[way]
    with undone(cafe.tenant):
        line = AuditLine.objects.for_log(cafe.shift).latest("number")
        state = line.after or {}
        forge(actor=cafe.ana, employee=cafe.ana, subject_id=cafe.shift.pk,
              before=state | before, after=state | after, reason=reason)  # fmt: skip
        assert any("had no right" in flaw for flaw in found()) != is_theirs


@pytest.mark.parametrize(
    ("values", "is_theirs"),
    [
        ({"act": "created", "before": None, "after": {"check_out": None}}, True),
        ({"act": "created", "before": None, "after": {"check_out": "2026-01-01"}}, False),
        ({"act": "removed", "before": {"check_out": None}, "after": None}, False),
        ({"act": "removed", "before": {"check_out": None}, "after": None, "reason": "undo"}, True),
        ({"act": "removed", "before": {"check_out": "2026-01-01"}, "after": None}, False),
    ],
)
def test_a_member_neither_adds_nor_removes_a_shift(
    values: dict[str, Any], is_theirs: bool, cafe: Cafe
) -> None:
    with undone(cafe.tenant):
        forge(actor=cafe.ana, employee=cafe.ana, subject_id=999_999, **values)
        assert any("had no right" in flaw for flaw in found()) != is_theirs
