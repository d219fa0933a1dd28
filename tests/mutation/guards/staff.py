"""The staff, the company, and the notices they get."""

from tests.mutation.guards.guard import Guard

GUARDS = (
    Guard(
        "whom the invitation of a new person locks",
        "timetracking/staff/employees.py",
        "locked = lock_employee(employee.pk)",
        "locked = lock(employee.pk)",
        ("tests/timetracking/staff/test_races.py",),
    ),
    Guard(
        "the lock of the settings and their rules",
        "timetracking/company/settings.py",
        "CompanySettings.objects.select_for_update(no_key=True).get(pk=company.pk)",
        "CompanySettings.objects.get(pk=company.pk)",
        ("tests/timetracking/company/test_races.py",),
    ),
    Guard(
        "settings that another owner has changed",
        "timetracking/company/settings.py",
        "        refuse_changed(version(), seen, SettingsChanged)",
        "        pass",
        ("tests/timetracking/company/test_settings.py",),
    ),
    Guard(
        "a notice that was switched off",
        "timetracking/notices/mailing.py",
        " and notice.value not in employee.muted_notices",
        "",
        ("tests/timetracking/notices/test_mailing.py",),
    ),
    Guard(
        "a notice to who has left",
        "timetracking/notices/mailing.py",
        "is_wanted = employee.is_active and notice",
        "is_wanted = notice",
        ("tests/timetracking/notices/test_mailing.py",),
    ),
    Guard(
        "a list of which something has come since",
        "timetracking/staff/bulk/undoing.py",
        "employee.has_accepted or version_of(employee) != seen",
        "False",
        ("tests/timetracking/staff/bulk/test_adding.py",),
    ),
    Guard(
        "a list of people who have hours by now",
        "timetracking/staff/bulk/undoing.py",
        "has_hours = WorkLog.objects.for_employee(employee).exists()",
        "has_hours = False",
        ("tests/timetracking/staff/bulk/test_adding.py",),
    ),
    Guard(
        "one wrong line of a list",
        "timetracking/staff/views/bulk.py",
        ' or any(row.outcome == "problem" for row in rows)',
        "",
        ("tests/timetracking/staff/bulk/test_adding.py",),
    ),
    Guard(
        "a workbook that unpacks to too much",
        "timetracking/staff/bulk/workbooks.py",
        " or sum(part.file_size for part in parts) > _MOST_UNPACKED",
        "",
        ("tests/timetracking/staff/bulk/test_workbooks.py",),
    ),
    Guard(
        "a workbook with cells in far corners",
        "timetracking/staff/bulk/workbooks.py",
        " or self._row > _LAST_ROW or self._column > _LAST_COLUMN",
        "",
        ("tests/timetracking/staff/bulk/test_workbooks.py",),
    ),
    Guard(
        "someone new without a location where there are several",
        "timetracking/staff/forms.py",
        'elif "nowhere" in cleaned and not (cleaned["nowhere"] or is_placed):',
        "elif False:",
        ("tests/timetracking/staff/test_adding_one.py",),
    ),
    Guard(
        "a list of people that is sent twice adds nobody twice",
        "timetracking/staff/bulk/adding.py",
        "    _refuse_namesakes(rows, by, namesakes)\n",
        "",
        ("tests/timetracking/staff/bulk/test_adding.py",),
    ),
    Guard(
        "of two who add the same list at once one waits",
        "timetracking/staff/bulk/adding.py",
        "    CompanySettings.objects.select_for_update(no_key=True).get()\n",
        "",
        ("tests/timetracking/staff/test_races.py",),
    ),
)
