"""Nobody makes hours alone: late taps, reviews, two owners, and what outlives its owner."""

from tests.mutation.guards.guard import Guard

_LATE = ("tests/timetracking/kiosk/test_late_marks.py",)
_REVIEW = ("tests/timetracking/kiosk/test_reviewing.py",)
_OWNERS = ("tests/timetracking/corrections/test_two_owners.py",)
_HANDOVER = ("tests/timetracking/staff/test_handover.py",)
_ALERTS = ("tests/timetracking/notices/test_alerts.py",)
_VERSIONS = ("tests/timetracking/web/test_stale_entries.py",)
_OVERLONG = ("tests/timetracking/shifts/test_overlong.py",)

GUARDS = (
    Guard(
        "a tap that is sent late is marked",
        "timetracking/kiosk/late_taps.py",
        "device_at, request.working, mark)",
        "device_at, request.working)",
        _LATE,
    ),
    Guard(
        "the few minutes after which a tap is late",
        "timetracking/kiosk/late_marks.py",
        "LATE_AFTER = timedelta(minutes=5)",
        "LATE_AFTER = timedelta(hours=13)",
        _LATE,
    ),
    Guard(
        "who paired the tablet is involved",
        "timetracking/kiosk/late_marks.py",
        "_others(employee, kiosk.created_by_id, employee.pin_set_by_id)",
        "_others(employee, employee.pin_set_by_id)",
        _LATE,
    ),
    Guard(
        "who set the PIN is involved",
        "timetracking/kiosk/late_marks.py",
        "_others(employee, kiosk.created_by_id, employee.pin_set_by_id)",
        "_others(employee, kiosk.created_by_id)",
        _LATE,
    ),
    Guard(
        "who set the PIN is involved in an answer at a kiosk",
        "timetracking/kiosk/views/answer.py",
        ", mark=mark)",
        ")",
        _LATE,
    ),
    Guard(
        "a late start of a shift leaves a mark",
        "timetracking/shifts/writer.py",
        "    mark.put_on(log)\n    with writing(",
        "    with writing(",
        _LATE,
    ),
    Guard(
        "a mark stays when the shift goes on",
        "timetracking/shifts/marks.py",
        "log.review = self.review or log.review",
        "log.review = self.review",
        _LATE,
    ),
    Guard(
        "who is involved stays when the shift goes on",
        "timetracking/shifts/marks.py",
        "log.involved = sorted({*log.involved, *self.involved})",
        "log.involved = sorted(self.involved)",
        _LATE,
    ),
    Guard(
        "nobody confirms taps in which they are involved",
        "timetracking/corrections/editing.py",
        "        require(actor, can_review, fresh)",
        "        pass",
        _LATE,
    ),
    Guard(
        "nobody edits the mark of their own taps away",
        "timetracking/corrections/editing.py",
        "reviews=actor is None or can_review(actor, fresh),",
        "reviews=True,",
        _REVIEW,
    ),
    Guard(
        "nobody accepts the mark of their own taps away",
        "timetracking/corrections/deciding.py",
        "reviews=actor is None or can_review(actor, log),",
        "reviews=True,",
        _REVIEW,
    ),
    Guard(
        "an owner is not the reviewer of last resort while there is another",
        "timetracking/base/rights.py",
        "if not actor.is_owner or deciders.exists():",
        "if not actor.is_owner:",
        _REVIEW,
    ),
    Guard(
        "a reviewer whose rights were just taken away still counts",
        "timetracking/base/rights.py",
        "return not losses.a_decider_was_lost(employee=employee, besides=actor)",
        "return True",
        _REVIEW,
    ),
    Guard(
        "an owner who was just demoted still counts",
        "timetracking/base/rights.py",
        "return not losses.an_owner_was_lost(besides=actor)",
        "return True",
        _OWNERS,
    ),
    Guard(
        "the owners are told at once",
        "timetracking/staff/employees.py",
        "        tell_of_losses(employee, before, by=by, site=site)",
        "        pass",
        _OWNERS,
    ),
    Guard(
        "an alert cannot be switched off",
        "timetracking/notices/mailing.py",
        "if not employee.email or not (is_wanted or notice == Notice.ALERT):",
        "if not employee.email or not is_wanted:",
        _ALERTS + _OWNERS,
    ),
    Guard(
        "someone else's PIN is told",
        "timetracking/staff/pin_records.py",
        "    alerts.tell(locked, kind, by=by, site=None)",
        "",
        _ALERTS,
    ),
    Guard(
        "tablets and PINs are asked about",
        "timetracking/staff/handover.py",
        "    if handover is None and by.employee is not None:",
        "    if False:",
        _HANDOVER,
    ),
    Guard(
        "a tablet that nobody keeps is withdrawn",
        "timetracking/staff/handover.py",
        'tablet.revoked_at, tablet.secret_hash = now, ""',
        "pass",
        _HANDOVER,
    ),
    Guard(
        "a PIN that nobody keeps is removed",
        "timetracking/staff/handover.py",
        'write_pin(person, "", by=by)',
        "pass",
        _HANDOVER,
    ),
    Guard(
        "a tablet is handed over as it is by then",
        "timetracking/staff/handover.py",
        "    tablets = _lock_tablets(held.tablets)\n",
        "    tablets = held.tablets\n",
        _HANDOVER,
    ),
    Guard(
        "a PIN that is gone by then is not removed again",
        "timetracking/staff/handover.py",
        "        if person.pin and person.pin_set_by_id == employee.pk:\n",
        "        if True:\n",
        _HANDOVER,
    ),
    Guard(
        "a code waits for its author's loss of rights",
        "timetracking/staff/employees.py",
        "Kiosk.objects.filter(created_by=pk, revoked_at=None)",
        "Kiosk.objects.in_use().filter(created_by=pk)",
        ("tests/timetracking/staff/test_races.py",),
    ),
    Guard(
        "a tablet that is kept has someone new who answers for it",
        "timetracking/staff/handover.py",
        "tablet.created_by = by.employee",
        "pass",
        _HANDOVER,
    ),
    Guard(
        "a form without its version is out of date",
        "timetracking/web/versioned_form.py",
        'return None if self.instance.pk is None else self.cleaned_data["seen"]',
        'return self.cleaned_data.get("seen") if self.data.get("seen") else None',
        _VERSIONS,
    ),
    Guard(
        "a malformed version is none",
        "timetracking/web/fields.py",
        'value or "")) else NO_VERSION',
        'value or "")) else 0',
        _VERSIONS,
    ),
    Guard(
        "a request is decided with the version on the page",
        "timetracking/corrections/views/corrections.py",
        'deciding.Decision(form.accepts, data["answer"], data["version"])',
        'deciding.Decision(form.accepts, data["answer"], correction.base_version)',
        _VERSIONS,
    ),
    Guard(
        "an open shift counts for a day at most",
        "timetracking/models/work_log.py",
        "min(max(now, self.check_in), self.check_in + LONGEST)",
        "max(now, self.check_in)",
        _OVERLONG,
    ),
    Guard(
        "a shift of more than a day is marked",
        "timetracking/models/work_log.py",
        "return bool(self.review) or self.is_overlong(now)",
        "return bool(self.review)",
        _OVERLONG,
    ),
)
