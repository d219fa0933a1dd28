"""A form says all that is wrong at once, and is filled in for the day that was chosen."""

from typing import Any

import pytest

from tests.timetracking.conftest import Browse, MakeLog, madrid, text_of
from tests.timetracking.corrections.sending import ask, ask_missing
from timetracking.models import BreakKind, Correction, Employee, WorkLog


def fields_with_errors(answer: Any) -> set[str]:
    return {name for name, errors in answer.context["form"].errors.items() if errors}


def give_password(employee: Employee) -> None:
    assert employee.user is not None
    employee.user.set_password("a-long-password")
    employee.user.save()


def count(answer: Any) -> int:
    return sum(len(errors) for errors in answer.context["form"].errors.values())


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"reason": "", "check_out": "2026-11-17T08:00"}, {"reason", "check_out"}),
        ({"reason": "", "check_in": "2027-01-01T08:00"}, {"reason", "check_in", "check_out"}),
        (
            {"check_in": "2027-01-02T08:00", "check_out": "2027-01-02T09:00"},
            {"check_in", "check_out"},
        ),
        ({"reason": "", "check_in": "", "check_out": "x"}, {"reason", "check_in", "check_out"}),
        ({"reason": "", "notes": "x" * 1002, "check_out": ""}, {"reason", "notes", "check_out"}),
    ],
)
def test_errors_of_fields_and_of_their_relation_come_together(
    changes: dict[str, Any],
    fields: set[str],
    browse: Browse,
    ana: Employee,
    tapped_shift: WorkLog,
    owner: Employee,
) -> None:
    answer = ask(browse, ana, tapped_shift, **changes)
    assert answer.status_code == 422
    assert fields_with_errors(answer) == fields
    assert not Correction.objects.exists()


def test_every_break_has_its_error_with_the_missing_reason(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    kind = BreakKind.objects.get().pk
    new = [(kind, "08:00", "08:30"), (kind, "15:30", "15:00")]
    answer = ask(browse, ana, tapped_shift, reason="", new=new)
    assert len(answer.context["form"].non_field_errors()) == 2
    page = text_of(answer)
    assert "08:00" in page
    assert "15:30" in page
    assert "reason" in fields_with_errors(answer)


def test_another_shift_in_the_way_is_said_with_a_wrong_break(
    browse: Browse, ana: Employee, owner: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(16, 9), madrid(16, 17))
    kind = BreakKind.objects.get().pk
    times = {"check_in": "2026-11-16T10:00", "check_out": "2026-11-16T12:00"}
    answer = ask_missing(browse, ana, **times, reason="Why not", new=[(kind, "11:30", "11:00")])
    assert count(answer) == 2
    assert fields_with_errors(answer) == {"check_in", "__all__"}


def test_wrong_times_do_not_complain_of_what_follows_from_them(
    browse: Browse, ana: Employee, tapped_shift: WorkLog, owner: Employee
) -> None:
    answer = ask(browse, ana, tapped_shift, check_out="2026-11-17T08:00", reason="Why")
    assert fields_with_errors(answer) == {"check_out"}
    assert count(answer) == 1


@pytest.mark.parametrize("pins", [("1234", "9"), ("12", "13")])
def test_a_weak_pin_that_is_mistyped_too_has_both_errors(
    pins: tuple[str, str], browse: Browse, ana: Employee
) -> None:
    give_password(ana)
    sent = {"pin": pins[0], "again": pins[1], "password": "wrong"}
    answer = browse(ana).post("/pin/", sent)
    assert fields_with_errors(answer) == {"pin", "again", "password"}


def test_a_weak_password_that_is_mistyped_too_has_both_errors(
    browse: Browse, ana: Employee
) -> None:
    give_password(ana)
    sent = {"old_password": "wrong", "new_password1": "short", "new_password2": "shorter"}
    answer = browse(ana).post("/password/change/", sent)
    assert fields_with_errors(answer) == {"old_password", "new_password1", "new_password2"}


def test_an_empty_day_leads_to_the_form_with_its_date(
    browse: Browse, ana: Employee, owner: Employee, make_log: MakeLog
) -> None:
    make_log(ana, madrid(9, 22), madrid(10, 6))
    page = browse(ana).get("/timesheet/").content.decode()
    assert 'href="/corrections/add/?day=2026-11-16"' in page
    assert "day=2026-11-22" not in page  # has not come yet
    form = browse(ana).get("/corrections/add/?day=2026-11-16").content.decode()
    assert 'value="2026-11-16T22:00"' in form
    assert 'value="2026-11-17T06:00"' in form


def test_a_manager_adds_on_an_empty_day_of_someone_else(
    browse: Browse, ana: Employee, owner: Employee
) -> None:
    page = browse(owner).get(f"/people/{ana.pk}/").content.decode()
    path = f"/people/{ana.pk}/shifts/add/?day=2026-11-16"
    assert f'href="{path}"' in page
    form = browse(owner).get(path).content.decode()
    assert 'value="2026-11-16T09:00"' in form


def test_the_only_owner_keeps_the_day_on_the_way_to_the_form(
    browse: Browse, owner: Employee
) -> None:
    response = browse(owner).get("/corrections/add/?day=2026-11-16")
    assert response["Location"].endswith("?day=2026-11-16")


@pytest.mark.parametrize(
    "day", ["", "x", "2026-02-30", "0001-01-01", "9999-12-31", "%00", "9" * 99]
)
def test_a_day_that_is_none_is_ignored(
    day: str, browse: Browse, ana: Employee, owner: Employee
) -> None:
    response = browse(ana).get("/corrections/add/", {"day": day})
    assert response.status_code == 200
    assert response.context["form"]["check_in"].value() is None
