from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from accounts.models import User
from tests.timetracking.conftest import NOW, MakeEmployee, MakeLog, madrid, violates
from timetracking.models import (
    AuditChain,
    CompanySettings,
    Employee,
    Punch,
    Rate,
    Role,
    Rules,
    WorkLog,
)

HOUR = timedelta(hours=1)


def test_shifts_of_one_person_never_overlap(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW - 4 * HOUR, NOW)
    with violates("work_logs_no_overlap"):
        make_log(ana, NOW - HOUR, NOW + HOUR)


def test_an_open_shift_reaches_into_the_future(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW)
    with violates("work_logs_no_overlap"):
        make_log(ana, NOW + 99 * HOUR, NOW + 100 * HOUR)


def test_a_shift_before_an_open_one_is_legal(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW)
    make_log(ana, NOW - 9 * HOUR, NOW - HOUR)
    assert WorkLog.objects.for_employee(ana).count() == 2


def test_a_shift_that_reaches_into_an_open_one_is_refused(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW)
    with violates("work_logs_no_overlap"):
        make_log(ana, NOW - 9 * HOUR, NOW + timedelta(microseconds=1))


def test_touching_shifts_are_legal(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, madrid(18, 9), madrid(18, 13))
    make_log(ana, madrid(18, 13), madrid(18, 17))
    make_log(ana, madrid(18, 17))
    assert WorkLog.objects.for_employee(ana).count() == 3


def test_two_people_may_work_at_the_same_time(
    ana: Employee, ben: Employee, make_log: MakeLog
) -> None:
    make_log(ana, NOW)
    make_log(ben, NOW)
    assert WorkLog.objects.open().count() == 2


def test_one_open_shift_is_kept_by_an_index_of_its_own(company: CompanySettings) -> None:
    # Two open logs overlap too, and the exclusion is what PostgreSQL happens to name.
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "work_logs")["work_logs_one_open"]
    assert (found["unique"], found["columns"]) == (True, ["employee_id"])


def test_a_second_open_shift_is_refused(ana: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW - HOUR)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_log(ana, NOW)


@pytest.mark.parametrize("length", [timedelta(0), -timedelta(microseconds=1), -8 * HOUR])
def test_a_shift_ends_after_it_starts(ana: Employee, make_log: MakeLog, length: timedelta) -> None:
    with violates("work_logs_end_after_start"):
        make_log(ana, NOW, NOW + length)


def test_the_shortest_shift_is_a_microsecond(ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, NOW, NOW + timedelta(microseconds=1))
    assert log.duration(NOW) == timedelta(0)


@pytest.mark.parametrize("column", ["employee_id", "check_in"])
def test_work_logs_have_an_index_on(company: CompanySettings, column: str) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "work_logs").values()
    assert any(c["index"] and not c["unique"] and c["columns"] == [column] for c in found)


def test_there_is_one_row_of_settings(company: CompanySettings) -> None:
    with violates("company_settings_one_row"):
        CompanySettings.objects.create(id=2)
    with violates("company_settings_pkey"):
        CompanySettings.objects.create()


def test_there_is_one_row_of_rules(company: CompanySettings) -> None:
    with violates("rules_company_id_key"):
        Rules.objects.create(company=company)


def test_the_trail_has_one_end(company: CompanySettings) -> None:
    with violates("audit_chain_one_row"):
        AuditChain.objects.create(id=2)
    with violates("audit_chain_pkey"):
        AuditChain.objects.create()


@pytest.mark.parametrize(
    ("figures", "constraint"),
    [
        ({"break_after": 540}, "rules_breaks"),
        ({"break_minutes": 46}, "rules_breaks"),
        ({"longest_break_after": 600}, "rules_third_step"),
        ({"longest_break_minutes": 60}, "rules_third_step"),
        ({"longest_break_after": 540, "longest_break_minutes": 60}, "rules_third_step"),
        ({"longest_break_after": 600, "longest_break_minutes": 44}, "rules_third_step"),
        ({"reminder_hours": 17}, "rules_forgotten"),
        ({"provisional_hours": 17}, "rules_forgotten"),
    ],
)
def test_figures_of_the_rules_fit_together(
    company: CompanySettings, figures: dict[str, int], constraint: str
) -> None:
    with violates(constraint):
        Rules.objects.update(**figures)


@pytest.mark.parametrize("day", [0, 8])
def test_a_week_starts_on_a_weekday(company: CompanySettings, day: int) -> None:
    with violates("company_settings_week_starts_on"):
        CompanySettings.objects.update(week_starts_on=day)


def test_an_address_is_one_persons_capitals_or_not(make_employee: MakeEmployee) -> None:
    make_employee("Ana", signs_in=False, email="ana@example.com")
    with violates("employees_email_unique"):
        make_employee("Ana", signs_in=False, email=" ANA@example.com")


def test_many_people_may_have_no_address(make_employee: MakeEmployee) -> None:
    make_employee("Ana", email="")
    make_employee("Ben", email="")
    assert Employee.objects.filter(email="").count() == 2


def test_there_are_three_roles(ana: Employee) -> None:
    with violates("employees_role"):
        Employee.objects.update(role="boss")


def test_a_rate_is_not_negative(ana: Employee) -> None:
    with violates("rates_not_negative"):
        Rate.objects.update(amount="-0.01")


def test_a_sign_in_belongs_to_one_person(ana: Employee) -> None:
    with violates("employees_user_id_key"):
        Employee.objects.create(name="Twin", user=ana.user)


def test_a_form_is_answered_once(ana: Employee) -> None:
    key = uuid4()
    Punch.objects.create(employee=ana, key=key, action="in", refusal="No.")
    with violates("punches_key_unique"):
        Punch.objects.create(employee=ana, key=key, action="out", refusal="No.")


def test_a_punch_is_in_or_out(ana: Employee) -> None:
    with violates("punches_action"):
        Punch.objects.create(employee=ana, key=uuid4(), action="no", refusal="No.")


def test_an_answer_is_not_both_a_shift_and_a_refusal(ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, NOW)
    with violates("punches_log_or_refusal"):
        Punch.objects.create(employee=ana, key=uuid4(), action="in", work_log=log, refusal="No.")


def test_history_keeps_its_people(ana: Employee, ben: Employee, make_log: MakeLog) -> None:
    make_log(ana, NOW)
    Punch.objects.create(employee=ben, key=uuid4(), action="in", refusal="No.")
    for employee in (ana, ben):
        with pytest.raises(ProtectedError):
            employee.delete()
    with pytest.raises(ProtectedError):
        User.objects.get(employee=ana).delete()


def test_an_answer_outlives_its_shift(ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, NOW)
    punch = Punch.objects.create(employee=ana, key=uuid4(), action="in", work_log=log)
    log.delete()
    punch.refresh_from_db()
    assert punch.work_log is None


def test_a_log_keeps_microseconds(ana: Employee, make_log: MakeLog) -> None:
    raw = datetime(2026, 11, 18, 7, 58, 1, 234567, tzinfo=UTC)
    assert WorkLog.objects.get(pk=make_log(ana, raw).pk).check_in == raw


def test_a_log_belongs_to_the_date_of_its_own_zone(ana: Employee, make_log: MakeLog) -> None:
    log = make_log(ana, datetime(2026, 11, 18, 23, 30, tzinfo=UTC))
    assert log.date.isoformat() == "2026-11-19"
    log.time_zone = "America/New_York"
    assert log.date.isoformat() == "2026-11-18"


@pytest.mark.parametrize(
    ("role", "leads", "is_owner"),
    [(Role.OWNER, True, True), (Role.MANAGER, True, False), (Role.MEMBER, False, False)],
)
def test_owners_and_managers_lead(role: Role, leads: bool, is_owner: bool) -> None:
    employee = Employee(role=role)
    assert (employee.leads, employee.is_owner) == (leads, is_owner)
