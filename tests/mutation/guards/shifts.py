"""What holds for every shift, whoever writes it."""

from tests.mutation.guards.guard import Guard

GUARDS = (
    Guard(
        "nobody clocks in at a location that closes meanwhile",
        "timetracking/shifts/writer.py",
        "            keep_open(location)\n    return log",
        "            pass\n    return log",
        ("tests/timetracking/clocking/test_locations.py",),
    ),
    Guard(
        "the rules of breaks fit together",
        "timetracking/migrations/0001_company.py",
        '("break_after__lt", models.F("long_break_after")),',
        "",
        ("tests/timetracking/test_models.py",),
    ),
    Guard(
        "the break that ends with its shift",
        "timetracking/shifts/writer.py",
        "running = [break_ for break_ in breaks if break_.end is None]",
        "running: list[Break] = []",
        ("tests/timetracking/clocking/test_breaks.py",),
    ),
    Guard(
        "no shift runs on at a closed location",
        "timetracking/shifts/writer.py",
        "        _keep_open(location)\n",
        "        pass\n",
        ("tests/timetracking/corrections/test_changed_meanwhile.py",),
    ),
    Guard(
        "the threshold below which no break rule takes a shift",
        "timetracking/shifts/break_rules.py",
        "(min(due - taken, worked - after) for",
        "(due - taken for",
        ("tests/timetracking/shifts/test_break_rules.py",),
    ),
    Guard(
        "an edit of a shift that changed meanwhile is refused",
        "timetracking/shifts/writing.py",
        "    refuse_changed(log.version, version, StaleShift)\n",
        "",
        ("tests/timetracking/corrections/test_editing.py",),
    ),
    Guard(
        "no time lies in the future",
        "timetracking/shifts/rules.py",
        "if end > now + SKEW:",
        "if False:",
        ("tests/timetracking/corrections/test_refused_requests.py",),
    ),
    Guard(
        "no break runs on for more than a day",
        "timetracking/shifts/rules.py",
        "return end or min(now + SKEW, start + LONGEST)",
        "return end or now + SKEW",
        ("tests/timetracking/shifts/test_rules.py",),
    ),
    Guard(
        "a shift ends after it began, however it is ended",
        "timetracking/shifts/rules.py",
        "    if end <= start:\n        raise EndBeforeStart",
        "    if False:\n        raise EndBeforeStart",
        ("tests/timetracking/shifts/test_rules.py",),
    ),
    Guard(
        "a shift lasts for a day at most, however it is ended",
        "timetracking/shifts/rules.py",
        "    if is_too_long(start, end) and not is_recorded:",
        "    if False:",
        ("tests/timetracking/shifts/test_rules.py",),
    ),
    Guard(
        "whose shift is answered about",
        "timetracking/shifts/writing.py",
        "logs = WorkLog.objects.for_employee(employee).select_related",
        "logs = WorkLog.objects.select_related",
        ("tests/timetracking/clocking/test_stale_question.py",),
    ),
    Guard(
        "a late end before a later break",
        "timetracking/shifts/rules.py",
        "        if (break_.end or break_.start) > end:",
        "        if False:",
        ("tests/timetracking/kiosk/test_late_taps.py",),
    ),
    Guard(
        "a break keeps within its shift",
        "timetracking/shifts/breaks.py",
        "start=at)\n    check_break(log, break_, now=now)\n",
        "start=at)\n",
        ("tests/timetracking/shifts/test_rules.py",),
    ),
)
