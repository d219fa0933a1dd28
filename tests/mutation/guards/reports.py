"""What reports count, for whom, and who enters sales."""

from tests.mutation.guards.guard import Guard

COUNTING = ("tests/timetracking/reports/test_counting.py",)
REPORT = ("tests/timetracking/reports/test_report.py",)
ENTERING = ("tests/timetracking/reports/test_entering.py",)

GUARDS = (
    Guard(
        "members have no reports",
        "timetracking/reports/report.py",
        "    require(actor, can_see_reports)\n",
        "",
        REPORT,
    ),
    Guard(
        "a report has the people whom its reader may see",
        "timetracking/reports/report.py",
        "for employee in Employee.objects.seen_by(actor)",
        "for employee in Employee.objects.all()",
        REPORT,
    ),
    Guard(
        "a report names the locations that its reader may see",
        "timetracking/reports/report.py",
        "Location.objects.seen_by(actor).by_name()",
        "Location.objects.by_name()",
        REPORT,
    ),
    Guard(
        "a report counts those people alone",
        "timetracking/reports/counting.py",
        'within &= Q((f"{prefix}employee__in", list(wanted.people)))',
        "pass",
        REPORT,
    ),
    Guard(
        "costs are of those whose rates the reader may see",
        "timetracking/reports/cost.py",
        "people = Employee.objects.managed_by(actor).order_by()",
        "people = Employee.objects.order_by()",
        ("tests/timetracking/reports/test_cost.py",),
    ),
    Guard(
        "prices and positions are those of the day",
        "timetracking/reports/steps.py",
        "return person * self.step + bisect_right(self.changes, day)",
        "return person * self.step",
        ("tests/timetracking/reports/test_cost.py", "tests/timetracking/reports/test_positions.py"),
    ),
    Guard(
        "sales are of the locations that the reader may see",
        "timetracking/reports/sales.py",
        "places = Location.objects.seen_by(actor)",
        "places = Location.objects.all()",
        ("tests/timetracking/reports/test_sales.py",),
    ),
    Guard(
        "a shift over an edge is not counted whole",
        "timetracking/reports/counting.py",
        '        rows = rows.filter(begins__gte=F("ends"))\n',
        "",
        COUNTING,
    ),
    Guard(
        "unpaid breaks are taken off",
        "timetracking/reports/counting.py",
        'unpaid, "work_log__", -1',
        'unpaid, "work_log__", 0',
        COUNTING,
    ),
    Guard(
        "paid breaks are not",
        "timetracking/reports/counting.py",
        "Break.objects.filter(is_paid=False)",
        "Break.objects.all()",
        COUNTING,
    ),
    Guard(
        "seconds are cut off as clocks do",
        "timetracking/reports/sums.py",
        "return _DateBin(Value(timedelta(minutes=1)), F(moment), origin)",
        "return _DateBin(Value(timedelta(seconds=1)), F(moment), origin)",
        COUNTING,
    ),
    Guard(
        "sales are entered by whom they concern",
        "timetracking/reports/entering.py",
        "    judge(by, can_enter_sales, list(locations))\n",
        "",
        ENTERING,
    ),
    Guard(
        "sales that somebody else has entered meanwhile are not lost",
        "timetracking/reports/entering.py",
        "        _refuse_changed(amounts, seen, stored)\n",
        "",
        ENTERING,
    ),
    Guard(
        "no sales of the future",
        "timetracking/reports/entering.py",
        "    _refuse_future(amounts, locations, now)\n",
        "",
        ENTERING,
    ),
    Guard(
        "sales are in the trail",
        "timetracking/reports/entering.py",
        "record_all(changes, by=by, reason=reason)",
        "None",
        ENTERING,
    ),
    Guard(
        "what was changed since a list stays",
        "timetracking/reports/undoing.py",
        "if now_stored.get(place) == amount}",
        "}",
        ("tests/timetracking/reports/test_undoing.py",),
    ),
    Guard(
        "nobody takes back the list of somebody else",
        "timetracking/reports/undoing.py",
        "actor=by.employee",
        "actor__isnull=False",
        ("tests/timetracking/reports/test_undoing.py",),
    ),
    Guard(
        "a spreadsheet computes nothing of a report",
        "timetracking/base/spreadsheets.py",
        'return f"\'{text}" if is_formula else text',
        "return text",
        ("tests/timetracking/reports/test_exporting.py",),
    ),
)
