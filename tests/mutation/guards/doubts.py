"""Nobody makes hours in another's name: changed addresses, and ends that others state."""

from tests.mutation.guards.guard import Guard

_DOUBTS = "timetracking/base/doubts.py"
_REPLIES = ("tests/timetracking/corrections/test_doubted_replies.py",)
_REQUESTS = ("tests/timetracking/corrections/test_doubted_requests.py",)
_LEAVING = ("tests/timetracking/staff/test_ends_on_leaving.py",)

GUARDS = (
    Guard(
        "an agreement after a change by another is marked",
        "timetracking/corrections/editing.py",
        "        fresh.reply_in_doubt = accepts and doubts.agreement_in_doubt(\n"
        "            fresh.employee, fresh.asked_by, now\n"
        "        )\n",
        "",
        _REPLIES,
    ),
    Guard(
        "one's own change of the address ends no doubt",
        _DOUBTS,
        "        and not any(_undoes(objection, change) for objection in objections)\n",
        "        and events.last() == change\n",
        _REPLIES,
    ),
    Guard(
        "an objection to a later change ends no doubt",
        _DOUBTS,
        "bool(objection.pk > change.pk and objected_to <= change.pk)",
        "objection.pk > change.pk",
        _REPLIES,
    ),
    Guard(
        "an objection that brings back another's address ends no doubt",
        _DOUBTS,
        '[event for event in restored if event.detail["email"][1] not in given]',
        "restored",
        _REPLIES,
    ),
    Guard(
        "a first address counts once there were hours",
        _DOUBTS,
        "        not _is_first(change) or change.actor_id == editor_id\n",
        "        not _is_first(change)\n",
        _REPLIES,
    ),
    Guard(
        "a first address is recorded",
        "timetracking/staff/addresses.py",
        "    if locked is None:\n        return\n",
        "    if locked is None or not old:\n        return\n",
        _REPLIES,
    ),
    Guard(
        "the kiosk tells of an address, even if that was confirmed to be read",
        "timetracking/notices/alerts.py",
        '        if row not in shown or row["kind"] == Kind.ADDRESS_CHANGED\n',
        "        if row not in shown\n",
        _REPLIES,
    ),
    Guard(
        "a request after a change by another is marked",
        "timetracking/corrections/asking.py",
        "        reply_in_doubt=doubts.request_in_doubt(locked, now),\n",
        "",
        _REQUESTS,
    ),
    Guard(
        "who changed the address does not decide on the request",
        "timetracking/corrections/deciding.py",
        "        require(actor, can_decide_request, locked, fresh)\n",
        "        pass\n",
        _REQUESTS,
    ),
    Guard(
        "who changed the address does not review an end stated in the person's name",
        "timetracking/clocking/forgotten.py",
        "    return tap.mark.involved | address_changers(employee, tap.now)\n",
        "    return tap.mark.involved\n",
        _REQUESTS,
    ),
    Guard(
        "the end that is given on deactivation is marked",
        "timetracking/staff/employees.py",
        "by=by, now=now, rules=rules, mark=mark)",
        "by=by, now=now, rules=rules)",
        _LEAVING,
    ),
    Guard(
        "who gives the end on deactivation does not review it",
        "timetracking/staff/employees.py",
        "    involved = frozenset({by.employee.pk} if by.employee else ())\n",
        "    involved: frozenset[int] = frozenset()\n",
        _LEAVING,
    ),
    Guard(
        "the end that is given on deactivation is told",
        "timetracking/staff/employees.py",
        "            alerts.tell(locked, alerts.Kind.SHIFT_ENDED, by=by, site=site)\n",
        "",
        _LEAVING,
    ),
    Guard(
        "a member who is deactivated is told",
        "timetracking/staff/losses.py",
        "if employee.is_active else -1\n",
        "if employee.is_active else 0\n",
        _LEAVING,
    ),
    Guard(
        "who is reactivated is told",
        "timetracking/staff/employees.py",
        "        alerts.tell(locked, alerts.Kind.REACTIVATED, by=by, site=mailed)\n",
        "",
        _LEAVING,
    ),
    Guard(
        "a typo that is corrected before the first hours raises no doubt",
        _DOUBTS,
        'return _is_first(change) or bool(change.detail.get("is_unproven"))',
        "return _is_first(change)",
        ("tests/timetracking/corrections/test_doubted_requests.py",),
    ),
    Guard(
        "a stranger at a mistyped address takes nothing over",
        "accounts/addresses.py",
        '    if event.detail.get("is_unproven") and user.has_usable_password():\n',
        "    if False:\n",
        ("tests/timetracking/staff/test_addresses.py",),
    ),
    Guard(
        "a kept PIN ends with a promotion",
        "timetracking/staff/employees.py",
        "    if had_pin_by_right or (is_promoted and has_pin_of_another(employee)):\n",
        "    if had_pin_by_right:\n",
        ("tests/timetracking/staff/test_withdrawn_pins.py",),
    ),
    Guard(
        "an alert of a later release is left out",
        "timetracking/notices/alerts.py",
        'if stored["kind"] in Kind.values]',
        "]",
        ("tests/timetracking/notices/test_alerts.py",),
    ),
)
