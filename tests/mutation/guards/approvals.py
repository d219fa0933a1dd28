"""What waits for whom, what is accepted from the list, and where links may lead."""

from tests.mutation.guards.guard import Guard

_COUNTING = ("tests/timetracking/approvals/test_counting.py",)
_INBOX = ("tests/timetracking/approvals/test_inbox.py",)
_ACCEPTING = ("tests/timetracking/approvals/test_accepting.py",)
_MENU = ("tests/timetracking/navigation/test_menu.py",)

GUARDS = (
    Guard(
        "what is in doubt is counted for who may decide it alone",
        "timetracking/approvals/counting.py",
        "if not doubt or (what, pk) in judged)",
        "if True)",
        _COUNTING,
    ),
    Guard(
        "a request in doubt is listed for others",
        "timetracking/approvals/inbox.py",
        "is_mine = not one.reply_in_doubt or can_decide_request(actor, one.employee, one)",
        "is_mine = True",
        _INBOX,
    ),
    Guard(
        "a shift in which one had a part is listed for others",
        "timetracking/approvals/inbox.py",
        "return actor.pk not in log.involved or can_review(actor, log)",
        "return True",
        _INBOX,
    ),
    Guard(
        "a request in doubt is not mailed to who changed the address",
        "timetracking/corrections/notifications.py",
        "    if not correction.reply_in_doubt:\n        return list(deciders)\n",
        "    return list(deciders)\n",
        ("tests/timetracking/corrections/test_doubted_requests.py",),
    ),
    Guard(
        "what changed since is not accepted unseen",
        "timetracking/approvals/inbox.py",
        "elif not is_missing and is_changed(version or 0, one.base_version):",
        "elif False:",
        _INBOX,
    ),
    Guard(
        "the list finds what the visitor may see alone",
        "timetracking/approvals/accepting.py",
        "rows.filter(pk=choice.pk, employee__in=seen).first()",
        "rows.filter(pk=choice.pk).first()",
        _ACCEPTING,
    ),
    Guard(
        "one refusal undoes nothing of the others",
        "timetracking/approvals/accepting.py",
        "except TimeTrackingError as refusal:",
        "except KeyError as refusal:",
        _ACCEPTING,
    ),
    Guard(
        "links lead back to pages of this host alone",
        "timetracking/web/back.py",
        'except Resolver404:\n        return ""',
        "except Resolver404:\n        return path",
        (*_MENU, "tests/timetracking/navigation/test_pages.py"),
    ),
    Guard(
        "the order of the list tells no hidden rate",
        "timetracking/staff/listing.py",
        "rate = row.rate if row.can_manage else None",
        "rate = row.rate",
        ("tests/timetracking/staff/test_listing.py",),
    ),
    Guard(
        "the grid has whom the visitor may see alone",
        "timetracking/timesheets/grid.py",
        "people = Employee.objects.seen_by(actor).by_name()",
        "people = Employee.objects.by_name()",
        ("tests/timetracking/timesheets/test_grid.py",),
    ),
    Guard(
        "the list of people has whom the visitor may see alone",
        "timetracking/staff/listing.py",
        'staff = Employee.objects.seen_by(actor).select_related("user").with_placement().by_name()',
        'staff = Employee.objects.select_related("user").with_placement().by_name()',
        ("tests/timetracking/staff/test_limited_managers.py",),
    ),
)
