"""Rules, lines and the hours bank: what is paid stays, and is shown to whom it concerns."""

from tests.mutation.guards.guard import Guard

_PAY = "timetracking/pay/"
_TESTS = "tests/timetracking/pay/"

GUARDS = (
    Guard(
        "companies do not write presets",
        "tenants/roles.py",
        "- owner_only - reference):",
        "- owner_only):",
        ("tests/presets/test_publishing.py",),
    ),
    Guard(
        "a published version of a preset stays as it is",
        "presets/publishing.py",
        "if (code, version) not in known",
        "if True",
        ("tests/presets/test_publishing.py",),
    ),
    Guard(
        "rules that contradict themselves are not saved",
        f"{_PAY}rules.py",
        "    if findings := checking.rule_set(rules):\n",
        "    if False:\n        findings = []\n",
        (f"{_TESTS}test_rules.py",),
    ),
    Guard(
        "locked days keep their rules",
        f"{_PAY}rules.py",
        "    if locked is not None and day <= locked:\n",
        "    if False:\n        assert locked\n",
        (f"{_TESTS}test_rules.py",),
    ),
    Guard(
        "rules are not saved over others that nobody saw",
        f"{_PAY}rules.py",
        "    if seen is not None:\n",
        "    if False:\n        assert seen is not None\n",
        (f"{_TESTS}test_rules.py",),
    ),
    Guard(
        "only owners change rules",
        f"{_PAY}rules.py",
        "    judge(by, can_change_settings)\n",
        "",
        (f"{_TESTS}test_rules.py",),
    ),
    Guard(
        "a locked period shows what was stored",
        f"{_PAY}computing.py",
        "    if is_locked(period, locked):\n",
        "    if False:\n",
        (f"{_TESTS}test_closing.py",),
    ),
    Guard(
        "an adjustment is paid once",
        f"{_PAY}storing.py",
        "rows.filter(adjusts_first__in=firsts)",
        "rows.none()",
        (f"{_TESTS}test_closing.py",),
    ),
    Guard(
        "one open period alone makes up for locked ones",
        f"{_PAY}adjusting.py",
        "period.first != max(one.period.last for one in locked) + _DAY",
        "False",
        (f"{_TESTS}test_closing.py",),
    ),
    Guard(
        "reopening forgets the lines",
        f"{_PAY}closing.py",
        "    storing.forget(reopened)\n",
        "",
        (f"{_TESTS}test_closing.py",),
    ),
    Guard(
        "nobody sees the pay of others",
        f"{_PAY}reading.py",
        "    require(actor, can_see_pay, employee)\n",
        "",
        (f"{_TESTS}test_reading.py",),
    ),
    Guard(
        "one's own amounts are shown if the company shows rates",
        "timetracking/base/rights.py",
        "return can_manage(actor, employee) or company.members_see_rate",
        "return True",
        (f"{_TESTS}test_reading.py",),
    ),
    Guard(
        "managers see the pay of whom they lead alone",
        f"{_PAY}reading.py",
        "if actor.is_owner else Employee.objects.led_by(actor)",
        "if actor.is_owner else Employee.objects.seen_by(actor)",
        (f"{_TESTS}test_computing.py",),
    ),
    Guard(
        "names and places are not run by spreadsheets",
        f"{_PAY}exporting.py",
        "neutralised(row.location_of(line))",
        "row.location_of(line)",
        (f"{_TESTS}test_reading.py",),
    ),
    Guard(
        "nobody corrects their own hours bank",
        f"{_PAY}bank_entries.py",
        "    judge(by, can_decide, locked)\n    if not reason.strip():\n",
        "    if not reason.strip():\n",
        (f"{_TESTS}test_bank_entries.py",),
    ),
    Guard(
        "locked days take no correction of the bank",
        f"{_PAY}bank_entries.py",
        "    if locked is not None and day <= locked:\n",
        "    if False:\n        assert locked\n",
        (f"{_TESTS}test_bank_entries.py",),
    ),
    Guard(
        "the clock page asks for limits after four hours alone",
        f"{_PAY}limits.py",
        "    if worked < _NEAR_NONE:\n",
        "    if False:\n",
        (f"{_TESTS}test_limits.py",),
    ),
)
