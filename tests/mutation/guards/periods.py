"""Pay periods: approved by who may, locked by owners, and then nothing changes."""

from tests.mutation.guards.guard import Guard

_HOURS = ("tests/timetracking/periods/test_locked_hours.py",)
_ROWS = ("tests/timetracking/periods/test_locked_rows.py",)
_APPROVING = ("tests/timetracking/periods/test_approving.py",)
_LOCKING = ("tests/timetracking/periods/test_locking.py",)
_RACES = ("tests/timetracking/periods/test_races.py",)
_LOCKS = "timetracking/migrations/0011_locks.py"

GUARDS = (
    Guard(
        "hours of a locked day do not change",
        "timetracking/shifts/days.py",
        "            raise refusal(closed)\n        self",
        "            pass\n        self",
        _HOURS,
    ),
    Guard(
        "no shift moves to a locked day",
        "timetracking/shifts/writing.py",
        "        if log.pk:\n            concerned.open(log)\n",
        "",
        _HOURS,
    ),
    Guard(
        "nobody asks for what nobody could accept",
        "timetracking/corrections/asking.py",
        "    _refuse_locked(log, proposal)\n",
        "",
        _HOURS,
    ),
    Guard(
        "the database refuses a shift on a locked day",
        _LOCKS,
        '                "ALTER TABLE work_logs ADD CONSTRAINT work_logs_day_open"\n'
        '                " FOREIGN KEY (day, day_is_open) REFERENCES work_days (day, is_open)"\n'
        '                " ON UPDATE CASCADE",\n',
        "",
        _ROWS,
    ),
    Guard(
        "the database refuses a break in a locked shift",
        _LOCKS,
        '                "ALTER TABLE breaks ADD CONSTRAINT breaks_day_open"\n'
        '                " FOREIGN KEY (work_log_id, day_is_open) REFERENCES work_logs'
        ' (id, day_is_open)"\n'
        '                " ON UPDATE CASCADE",\n',
        "",
        _ROWS,
    ),
    Guard(
        "a shift cannot say that its day is locked",
        _LOCKS,
        "FOR INSERT WITH CHECK (day_is_open)",
        "FOR INSERT WITH CHECK (true)",
        _ROWS,
    ),
    Guard(
        "row security on shifts and breaks",
        _LOCKS,
        '                    f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",\n',
        "",
        _ROWS,
    ),
    Guard(
        "the day of a shift is near its check-in",
        _LOCKS,
        "BETWEEN -1 AND 1",
        "BETWEEN -9 AND 9",
        _ROWS,
    ),
    Guard(
        "a change of hours takes a finished period back",
        "timetracking/shifts/writing.py",
        "    if concerned.settled:\n",
        "    if concerned.settled and not pk:\n",
        ("tests/timetracking/periods/test_taking_back.py",),
    ),
    Guard(
        "a shift on a day without one takes it back too",
        "timetracking/periods/approving.py",
        "    days.finish(period)\n",
        "",
        ("tests/timetracking/periods/test_taking_back.py",),
    ),
    Guard(
        "nothing unsettled is approved",
        "timetracking/periods/approving.py",
        "        raise InTheWay([one.text for one in found])\n",
        "        pass\n",
        _APPROVING,
    ),
    Guard(
        "hours that nobody has seen are not approved",
        "timetracking/periods/approving.py",
        "        raise HoursChanged\n",
        "        pass\n",
        _APPROVING,
    ),
    Guard(
        "nobody approves whom they do not lead",
        "timetracking/periods/approving.py",
        "    judge(by, can_edit_hours, locked)\n    if seen",
        "    if seen",
        _APPROVING,
    ),
    Guard(
        "a limited manager is told no name of others",
        "timetracking/periods/approving.py",
        "        rows = rows.seen_by(by.employee)\n",
        "        pass\n",
        _APPROVING,
    ),
    Guard(
        "people say for themselves that they have finished",
        "timetracking/periods/approving.py",
        "    judge(by, can_act_for, locked)\n    approval = _approval_to_change",
        "    approval = _approval_to_change",
        _APPROVING,
    ),
    Guard(
        "an approval in a locked period stays",
        "timetracking/periods/approving.py",
        "    days.refuse_locked(period.days)\n    approved = ",
        "    approved = ",
        _APPROVING,
    ),
    Guard(
        "only owners lock a period",
        "timetracking/periods/locking.py",
        "    judge(by, can_lock_periods)\n    row = PayPeriod.objects.filter",
        "    row = PayPeriod.objects.filter",
        _LOCKING,
    ),
    Guard(
        "only owners reopen a period",
        "timetracking/periods/locking.py",
        "    judge(by, can_lock_periods)\n    row = PayPeriod.objects.locked",
        "    row = PayPeriod.objects.locked",
        _LOCKING,
    ),
    Guard(
        "a period is not locked before it is over",
        "timetracking/periods/locking.py",
        "    _refuse_running(period, company, now)\n",
        "",
        _LOCKING,
    ),
    Guard(
        "a period is not locked before everyone is approved",
        "timetracking/periods/locking.py",
        "    _refuse_unapproved(period)\n",
        "",
        _LOCKING,
    ),
    Guard(
        "a period is not locked over what came up since",
        "timetracking/periods/locking.py",
        "    if found := problems(period, people, zone=company.zone):\n",
        "    if found := problems(period, [], zone=company.zone):\n",
        _LOCKING,
    ),
    Guard(
        "a period is reopened for a reason",
        "timetracking/periods/locking.py",
        "        raise ReasonNeeded\n",
        "        pass\n",
        _LOCKING,
    ),
    Guard(
        "hours that change meanwhile wait for the lock",
        "timetracking/periods/locking.py",
        "    lock_employees(people)\n",
        "",
        _RACES,
    ),
    Guard(
        "no finished period changes in its middle",
        "timetracking/periods/schedule.py",
        "since=boundary(schedule, today))",
        "since=None)",
        ("tests/timetracking/periods/test_schedule.py",),
    ),
    Guard(
        "other settings do not undo the pay periods",
        "timetracking/company/settings.py",
        "    company.rules.pay_schedule = locked.rules.pay_schedule\n",
        "",
        ("tests/timetracking/periods/test_schedule.py",),
    ),
    Guard(
        "row security is in a backup",
        "tenants/backups/description.py",
        "(*keys, *made, *references, *security)",
        "(*keys, *made, *references)",
        ("tests/operations/backups/test_locks.py",),
    ),
)
