"""Nobody decides on their own hours, and nothing is changed unseen."""

from tests.mutation.guards.guard import Guard

GUARDS = (
    Guard(
        "nobody decides on their own hours",
        "timetracking/base/rights.py",
        "return actor.pk != employee.pk and can_manage(actor, employee)",
        "return can_manage(actor, employee)",
        ("tests/timetracking/corrections/test_deciding.py",),
    ),
    Guard(
        "only an owner with nobody to ask edits their own hours",
        "timetracking/base/rights.py",
        "if not actor.is_owner or Employee.objects.deciders_for(actor).exists():",
        "if not actor.is_owner:",
        ("tests/timetracking/corrections/test_editing.py",),
    ),
    Guard(
        "a limited manager decides for the people they may see",
        "timetracking/base/rights.py",
        "return outranks(actor, employee) and can_see(actor, employee)",
        "return outranks(actor, employee)",
        ("tests/timetracking/corrections/test_deciding.py",),
    ),
    Guard(
        "the inbox of a limited manager holds their people's alone",
        "timetracking/models/employee.py",
        "led = self.seen_by(actor).exclude(pk=actor.pk)",
        "led = self.exclude(pk=actor.pk)",
        (
            "tests/timetracking/corrections/test_deciding.py",
            "tests/timetracking/corrections/test_inbox.py",
        ),
    ),
    Guard(
        "a shift and its history are for who may see the person",
        "timetracking/web/loaders.py",
        "    employee = log.employee if log else history.employee\n"
        "    if employee is None or not can_see(request.employee, employee):",
        "    employee = log.employee if log else history.employee\n    if employee is None:",
        ("tests/timetracking/corrections/test_shift_page.py",),
    ),
    Guard(
        "whoever decides waits for the employee's row",
        "timetracking/corrections/deciding.py",
        "locked = lock_employee(correction.employee_id)",
        "locked = Employee.objects.get(pk=correction.employee_id)",
        ("tests/timetracking/corrections/test_races.py",),
    ),
    Guard(
        "what was decided is not decided again",
        "timetracking/corrections/asking.py",
        "if correction.status != CorrectionStatus.PENDING:",
        "if False:",
        ("tests/timetracking/corrections/test_deciding.py",),
    ),
    Guard(
        "a correction leaves a line in the trail",
        "timetracking/trail/recording.py",
        "    after = take_snapshot(row) if row.pk else None\n",
        "    after = before\n",
        ("tests/timetracking/corrections/test_replies.py",),
    ),
)
