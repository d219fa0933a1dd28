"""Contracts, rates and holidays."""

from tests.mutation.guards.guard import Guard

_CONTRACTS = "tests/timetracking/contracts"
_CALENDARS = "tests/timetracking/calendars"

GUARDS = (
    Guard(
        "two contracts for one day",
        "timetracking/contracts/agreeing.py",
        "    _refuse_overlap(contract, others, employee)\n",
        "    pass\n",
        (f"{_CONTRACTS}/test_agreeing.py",),
    ),
    Guard(
        "who changes somebody's contract",
        "timetracking/contracts/agreeing.py",
        "    judge(by, can_manage, locked)\n",
        "",
        (f"{_CONTRACTS}/test_agreeing.py",),
    ),
    Guard(
        "who changes somebody's rate",
        "timetracking/contracts/rates.py",
        "    judge(by, can_manage, locked)\n",
        "",
        (f"{_CONTRACTS}/test_rates.py",),
    ),
    Guard(
        "the lock of contracts",
        "timetracking/contracts/agreeing.py",
        "locked = lock_with_author(employee, by.employee)",
        "locked = LockedEmployee(Employee.objects.get(pk=employee))",
        (f"{_CONTRACTS}/test_races.py",),
    ),
    Guard(
        "the lock of rates",
        "timetracking/contracts/rates.py",
        "locked = lock_with_author(employee, by.employee)",
        "locked = LockedEmployee(Employee.objects.get(pk=employee))",
        (f"{_CONTRACTS}/test_races.py",),
    ),
    Guard(
        "a change of the past that nobody confirmed",
        "timetracking/contracts/effects.py",
        "    if confirmed is not None and reaches_back and confirmed != effect.token:",
        "    if False:",
        (f"{_CONTRACTS}/test_agreeing.py", f"{_CONTRACTS}/test_rates.py"),
    ),
    Guard(
        "a confirmation of something else",
        "timetracking/contracts/effects.py",
        "reaches_back and confirmed != effect.token:",
        "reaches_back and not confirmed:",
        (f"{_CONTRACTS}/test_agreeing.py",),
    ),
    Guard(
        "a rate that another has changed meanwhile",
        "timetracking/contracts/rates.py",
        "    if rate_on(change.starts_on, rates) != change.seen:",
        "    if False:",
        (f"{_CONTRACTS}/test_rates.py",),
    ),
    Guard(
        "days that are slips",
        "timetracking/contracts/days.py",
        "    if not FIRST <= day <= LAST:",
        "    if False:",
        (f"{_CONTRACTS}/test_agreeing.py", f"{_CONTRACTS}/test_rates.py"),
    ),
    Guard(
        "the pages of somebody's pay",
        "timetracking/web/loaders.py",
        "    require(request.employee, can_manage, row.employee)\n",
        "",
        (f"{_CONTRACTS}/test_pages.py",),
    ),
    Guard(
        "whose contracts and rates a limited manager finds",
        "timetracking/web/loaders.py",
        "row = get_object_or_404(rows, pk=pk, employee__in=employees)",
        "row = get_object_or_404(rows, pk=pk)",
        (f"{_CONTRACTS}/test_pages.py",),
    ),
    Guard(
        "one's own pay, if the company does not show it",
        "timetracking/contracts/views/contracts.py",
        "rates.of_person(request.employee) if sees_pay else []",
        "rates.of_person(request.employee)",
        (f"{_CONTRACTS}/test_pages.py",),
    ),
    Guard(
        "the currency after a locked period",
        "timetracking/contracts/currency.py",
        "    if a_period_is_locked():",
        "    if False:",
        (f"{_CONTRACTS}/test_currency.py",),
    ),
    Guard(
        "a currency in use",
        "timetracking/company/settings.py",
        "        currency.require_change(confirmed=currency_confirmed)",
        "        pass",
        (f"{_CONTRACTS}/test_currency.py",),
    ),
    Guard(
        "the region of another country",
        "timetracking/company/settings.py",
        '        company.region = ""',
        "        pass",
        (f"{_CONTRACTS}/test_currency.py",),
    ),
    Guard(
        "lines in which people change their own pay",
        "timetracking/trail/authorship.py",
        "    if not subject_named(line.subject).check.is_ones_own:",
        "    if False:",
        ("tests/timetracking/trail/test_authorship.py",),
    ),
    Guard(
        "who enters holidays",
        "timetracking/calendars/entering.py",
        "    judge(by, can_change_holidays)\n",
        "",
        (f"{_CALENDARS}/test_entering.py",),
    ),
    Guard(
        "who chooses calendars",
        "timetracking/calendars/placing.py",
        "    judge(by, can_change_holidays)\n",
        "",
        (f"{_CALENDARS}/test_placing.py",),
    ),
    Guard(
        "what a location says of a day",
        "timetracking/calendars/holidays.py",
        "key=lambda row: (row.location_id is not None, not row.every_year)",
        "key=lambda row: row.pk",
        (f"{_CALENDARS}/test_holidays.py",),
    ),
)
