"""Clocking in and out: taps, their undo, and clock-outs that were forgotten."""

from tests.mutation.guards.guard import Guard

GUARDS = (
    Guard(
        "a phone sends only the taps of who is signed in",
        "timetracking/clocking/phone.py",
        "    if request.employee_id != employee.pk:\n        raise NotYourTap\n",
        "",
        ("tests/timetracking/clocking/test_phone.py",),
    ),
    Guard(
        "a phone's late taps are reviewed",
        "timetracking/clocking/phone.py",
        "        mark = _mark(employee, times, moment, now)\n",
        "",
        ("tests/timetracking/clocking/test_phone.py",),
    ),
    Guard(
        "the times of a phone are checked",
        "timetracking/clocking/phone.py",
        "        late.check_times(times, now)\n",
        "        pass\n",
        ("tests/timetracking/clocking/test_phone.py",),
    ),
    Guard(
        "a phone's taps that nothing vouches for are limited",
        "timetracking/clocking/phone.py",
        '        late.count_unproven("late-own", employee.pk, now=now)\n',
        "",
        ("tests/timetracking/clocking/test_phone.py",),
    ),
    Guard(
        "a refusal on a phone whose answer was lost",
        "timetracking/clocking/phone.py",
        "        late.show_to_managers(recorded, times.tapped_at)\n",
        "        pass\n",
        ("tests/timetracking/clocking/test_phone.py",),
    ),
    Guard(
        "the sign-in of a script",
        "timetracking/web/guards.py",
        '            return JsonResponse({"signed_out": True}, status=401)\n',
        "            pass\n",
        ("tests/timetracking/clocking/test_phone.py",),
    ),
    Guard(
        "the seconds of an undo",
        "timetracking/clocking/undo.py",
        "    if not _is_recent(punch, now, UNDO_WINDOW + _NETWORK_DELAY):\n"
        "        raise UndoTooLate\n",
        "",
        ("tests/timetracking/clocking/test_undo.py",),
    ),
    Guard(
        "the version of what is undone",
        "timetracking/clocking/undo.py",
        "    refuse_changed(log.version, punch.log_version, UndoRefused)\n",
        "",
        ("tests/timetracking/clocking/test_undo.py",),
    ),
    Guard(
        "an undo in the way of a later shift",
        "timetracking/clocking/undo.py",
        "    except ShiftError:",
        "    except ZeroDivisionError:",
        ("tests/timetracking/clocking/test_undo.py",),
    ),
    Guard(
        "an end not before the breaks",
        "timetracking/clocking/punches.py",
        "for moment in (log.check_in, *ends)]",
        "for moment in (log.check_in,)]",
        ("tests/timetracking/clocking/test_breaks.py",),
    ),
    Guard(
        "an answer is no tap to undo",
        "timetracking/clocking/undo.py",
        "    if log.review in {Review.AUTOMATIC, Review.STATED}:\n        raise UndoRefused\n",
        "",
        ("tests/timetracking/clocking/test_stale_question.py",),
    ),
    Guard(
        "a tap that was undone and is sent again",
        "timetracking/clocking/taps.py",
        "if punch.work_log and not punch.undone_at else PunchUndone()",
        "or PunchRefused('')",
        ("tests/timetracking/clocking/test_undo.py",),
    ),
    Guard(
        "a stale shift and a blind tap",
        "timetracking/clocking/punches.py",
        "if is_stale(log, rules, tap.now) and not is_working:",
        "if False:",
        ("tests/timetracking/clocking/test_stale_question.py",),
    ),
    Guard(
        "nobody is still working after a day",
        "timetracking/clocking/punches.py",
        " and not is_too_long(log.check_in, tap.now)",
        "",
        ("tests/timetracking/shifts/test_rules.py",),
    ),
    Guard(
        "a shift that was ended before its turn",
        "timetracking/clocking/forgotten.py",
        "log = WorkLog.objects.for_employee(locked).open().filter(pk=pk, day_is_open=True).first()",
        "log = WorkLog.objects.for_employee(locked).filter(pk=pk, day_is_open=True).first()",
        ("tests/timetracking/clocking/test_forgotten.py",),
    ),
)
