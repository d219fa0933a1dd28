"""Forgotten clock-outs: who is reminded, which shifts are ended, when, and by what words."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from tests.timetracking.clocking.conftest import HOUR, pause
from tests.timetracking.conftest import MADRID, NOW, Care, Here, MakeLog, madrid
from timetracking.clocking.forgotten import FollowUp, due, follow_up, next_follow_up
from timetracking.models import AuditLine, CompanySettings, Employee, Review, WorkLog
from timetracking.shifts.running import is_stale
from timetracking.trail.verifying import flaws


def test_after_the_company_s_hours_the_employee_is_reminded_once(
    ana: Employee, make_log: MakeLog, care: Care
) -> None:
    log = make_log(ana, NOW - 12 * HOUR)
    assert care(log, NOW) == FollowUp.REMIND
    assert (log.reminded_at, log.check_out, log.version) == (NOW, None, 1)
    assert care(log, NOW + HOUR) is None
    assert len(mail.outbox) == 1


def test_a_shift_that_was_removed_meanwhile_is_let_be(ana: Employee, make_log: MakeLog) -> None:
    """The command has found it, and a manager is quicker."""
    log = make_log(ana, NOW - 12 * HOUR)
    WorkLog.objects.all().delete()
    assert follow_up(log.pk, now=NOW, site=Here()) is None
    assert mail.outbox == []


def test_a_minute_before_nobody_is_reminded(ana: Employee, make_log: MakeLog, care: Care) -> None:
    log = make_log(ana, NOW - 12 * HOUR)
    assert care(log, NOW - timedelta(minutes=1)) is None
    assert not due(NOW - timedelta(minutes=1)).exists()
    assert due(NOW).get() == log
    assert mail.outbox == []


def test_a_shift_is_not_ended_unless_the_company_wants_it(
    ana: Employee, make_log: MakeLog, care: Care
) -> None:
    log = make_log(ana, NOW - 40 * HOUR)
    assert care(log, NOW) == FollowUp.REMIND
    assert log.check_out is None


def test_a_forgotten_shift_ends_provisionally_and_is_flagged(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    log = make_log(ana, madrid(17, 16, 58))
    assert care(log, madrid(18, 8, 57)) == FollowUp.REMIND
    assert care(log, madrid(18, 8, 58)) == FollowUp.END
    assert log.check_out == madrid(18, 0, 58)
    assert (log.review, log.version) == (Review.AUTOMATIC, 2)
    assert list(WorkLog.objects.to_review()) == [log]
    line = AuditLine.objects.get()
    assert (line.actor, line.origin, line.employee) == (None, "close_forgotten_shifts", ana)
    assert line.after is not None
    assert (line.after["review"], line.act) == ("automatic", "changed")
    assert list(flaws()) == []
    assert care(log, madrid(18, 9)) is None
    assert len(mail.outbox) == 2


def test_the_mail_says_what_was_counted_in_local_time(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    care(make_log(ana, madrid(17, 16, 58), time_zone="Atlantic/Canary"), NOW)
    (message,) = mail.outbox
    assert message.subject == "We ended your shift automatically"
    assert "You clocked in on Tuesday 17 November at 15:58" in message.body
    assert "ended the shift for now, at 23:58." in message.body
    assert "It counts as 8 h 00 until a manager has checked it." in message.body
    assert "https://acme.example/\n" in message.body
    assert "https://acme.example/notices/" in message.body


def test_the_mail_names_the_day_of_an_end_after_midnight(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    care(make_log(ana, madrid(17, 16, 58)), NOW)
    assert "ended the shift for now, on Wednesday 18 November at 00:58." in mail.outbox[0].body


def test_who_switched_the_mail_off_has_the_shift_ended_all_the_same(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    Employee.objects.update(muted_notices=["forgotten"])
    log = make_log(ana, NOW - 17 * HOUR)
    assert care(log, NOW) == FollowUp.END
    assert log.check_out
    assert mail.outbox == []


def test_the_end_is_never_in_the_future(
    ana: Employee, make_log: MakeLog, care: Care, company: CompanySettings
) -> None:
    rules = company.rules
    rules.ends_forgotten, rules.reminder_hours = True, 2
    rules.end_hours = rules.provisional_hours = 2
    rules.save()
    log = make_log(ana, NOW - 2 * HOUR)
    care(log, NOW)
    assert log.check_out == NOW


def test_the_end_is_not_before_the_last_break_s(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    log = make_log(ana, NOW - 17 * HOUR)
    pause(log, NOW - 8 * HOUR, NOW - 7 * HOUR)
    care(log, NOW)
    assert log.check_out == NOW - 7 * HOUR
    assert log.duration(NOW) == 9 * HOUR


@pytest.mark.parametrize(("began", "counted"), [(4, 4), (10, 10)])
def test_an_open_break_ends_with_the_shift(
    ana: Employee,
    make_log: MakeLog,
    care: Care,
    ends: CompanySettings,
    began: int,
    counted: int,
) -> None:
    log = make_log(ana, NOW - 17 * HOUR)
    taken = pause(log, log.check_in + began * HOUR, None)
    care(log, NOW)
    taken.refresh_from_db()
    assert taken.end == log.check_out
    assert log.duration(NOW) == counted * HOUR


def test_the_rules_of_breaks_hold_for_an_automatic_end(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    ends.rules.deducts_breaks = True
    ends.rules.save()
    log = make_log(ana, NOW - 17 * HOUR)
    care(log, NOW)
    assert log.deducted == 30 * 60


@pytest.mark.parametrize(
    ("start", "reminded"),
    [
        # 22:00 in Madrid; the clocks go forward on 29 March and back on 25 October 2026.
        (datetime(2026, 3, 28, 21, tzinfo=UTC), "11:00"),
        (datetime(2026, 10, 24, 20, tzinfo=UTC), "09:00"),
    ],
)
def test_hours_are_counted_as_they_pass_on_the_nights_the_clocks_change(
    ana: Employee, make_log: MakeLog, company: CompanySettings, start: datetime, reminded: str
) -> None:
    log = make_log(ana, start)
    log.check_in = log.check_in.astimezone(MADRID)
    now = start + 12 * HOUR
    assert f"{now.astimezone(MADRID):%H:%M}" == reminded
    assert next_follow_up(log, company.rules, now.astimezone(MADRID)) == FollowUp.REMIND
    assert not is_stale(log, company.rules, (now - timedelta(seconds=1)).astimezone(MADRID))
    assert due(now).exists()
    assert not due(now - timedelta(seconds=1)).exists()


def test_who_has_clocked_out_meanwhile_is_left_alone(
    ana: Employee, make_log: MakeLog, care: Care, ends: CompanySettings
) -> None:
    log = make_log(ana, NOW - 17 * HOUR, NOW)
    assert care(log, NOW) is None
    assert (log.review, mail.outbox) == ("", [])
