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
)
