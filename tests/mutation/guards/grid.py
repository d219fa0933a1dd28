"""The team's grid, and a day in the panel beside it."""

from tests.mutation.guards.guard import Guard

_DAYS = ("tests/timetracking/corrections/test_days.py",)
_GRID = ("tests/timetracking/timesheets/test_grid.py",)
_HTML = ("tests/timetracking/timesheets/test_html.py",)

GUARDS = (
    Guard(
        "a name in the grid is escaped",
        "timetracking/timesheets/html.py",
        "{escape(row.employee.name)}",
        "{row.employee.name}",
        _HTML,
    ),
    Guard(
        "the text of a column in the grid is escaped",
        "timetracking/timesheets/html.py",
        'more = "".join(f"<td>{escape(text)}</td>" for text in right)',
        'more = "".join(f"<td>{text}</td>" for text in right)',
        _HTML,
    ),
    Guard(
        "a request that nobody has decided is a problem",
        "timetracking/timesheets/reading.py",
        "Q(status=CorrectionStatus.PENDING) & (nearby | Q(work_log__isnull=True))",
        "Q(status=CorrectionStatus.PENDING) & nearby",
        _GRID,
    ),
    Guard(
        "an unpaid break takes from the hours of the grid, a paid one does not",
        "timetracking/timesheets/reading.py",
        'FilteredRelation("breaks", condition=Q(breaks__is_paid=False))',
        'FilteredRelation("breaks", condition=Q(breaks__isnull=False))',
        _GRID,
    ),
    Guard(
        "a day is changed by whoever may edit its hours alone",
        "timetracking/corrections/views/days.py",
        "        load_employee(request, employee_id, can_edit_hours)\n",
        "",
        _DAYS,
    ),
    Guard(
        "a shift is edited on the day of its own employee",
        "timetracking/corrections/views/days.py",
        "    if log.employee_id != employee.pk:\n        raise Http404\n",
        "",
        _DAYS,
    ),
    Guard(
        "a confirmation in the panel is of the version that was seen",
        "timetracking/corrections/views/days.py",
        "editing.confirm(log, version=version, by=author(request))",
        "editing.confirm(log, version=log.version, by=author(request))",
        _DAYS,
    ),
)
