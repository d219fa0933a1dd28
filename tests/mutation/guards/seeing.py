"""Who sees whom, and where."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import LIMITED

BOARD = (
    "tests/timetracking/presence/test_board_page.py",
    "tests/timetracking/presence/test_board.py",
)

GUARDS = (
    Guard(
        "a limited manager sees the people of their locations",
        "timetracking/models/employee.py",
        "return self.filter(Q(pk=actor.pk) | Exists(shared))",
        "return self",
        LIMITED,
    ),
    Guard(
        "a limited manager opens the entries of their people alone",
        "timetracking/web/loaders.py",
        'employees = Employee.objects.seen_by(request.employee).select_related("user")',
        'employees = Employee.objects.select_related("user")',
        LIMITED,
    ),
    Guard(
        "the board is for staff only where the company wants it",
        "timetracking/presence/views.py",
        "require(request.employee, can_see_board, request.company)",
        "pass",
        BOARD,
    ),
    Guard(
        "a member's board shows colleagues alone",
        "timetracking/models/employee.py",
        "return self.filter(Exists(shared) | (~Exists(any_location) & ~Exists(own)))",
        "return self",
        BOARD,
    ),
    Guard(
        "a member's board has their locations alone",
        "timetracking/presence/board.py",
        "Location.objects.seen_by(actor) if actor.leads else Location.objects.for_employee(actor)",
        "Location.objects.all()",
        BOARD,
    ),
    Guard(
        "a member whose location is closed has no board of elsewhere",
        "timetracking/presence/board.py",
        "(actor.leads or not visible)",
        "(actor.leads or not locations)",
        BOARD,
    ),
)
