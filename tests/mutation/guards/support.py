"""Support access: told, for a time, for one browser, and for reading alone."""

from tests.mutation.guards.guard import Guard

_SUPPORT = "accounts/support.py"
_MIDDLEWARE = "config/http/support.py"
_TESTS = ("tests/operations/test_support.py",)

GUARDS = (
    Guard("a link of support access is good once", _SUPPORT, "    row.delete()\n", "", _TESTS),
    Guard(
        "a link of support access is good for its secret alone",
        _SUPPORT,
        ' or not constant_time_compare(facts.get("proof", ""), proof)',
        "",
        _TESTS,
    ),
    Guard(
        "a link of support access is good for minutes",
        _SUPPORT,
        "    rows = Session.objects.filter(expire_date__gt=now, user=None)",
        "    rows = Session.objects.filter(user=None)",
        _TESTS,
    ),
    Guard(
        "support access ends by itself",
        _SUPPORT,
        "    request.session.set_expiry(access.until)\n",
        "",
        _TESTS,
    ),
    Guard(
        "support access ends when the clock is set back",
        _MIDDLEWARE,
        "        if not access.is_open(now=timezone.now()):\n",
        "        if False:\n",
        _TESTS,
    ),
    Guard(
        "a link of support access is not good before it was made",
        _SUPPORT,
        "    if not access.is_open(now=now):\n",
        "    if False:\n",
        _TESTS,
    ),
    Guard(
        "support access ends with its operator's sessions",
        "config/receivers.py",
        '    signed_out.connect(end_support_access, dispatch_uid="config.end_support_access")\n',
        "",
        _TESTS,
    ),
    Guard(
        "an operator's sessions end when another sets their password",
        "operations/admin/operators.py",
        "            end_others(after, current=None)\n",
        "",
        _TESTS,
    ),
    Guard(
        "the database refuses what support access would write",
        _MIDDLEWARE,
        "            refuse_writes()\n",
        "",
        _TESTS,
    ),
    Guard(
        "support access sends no form",
        _MIDDLEWARE,
        "        if request.method not in SAFE_METHODS or name in _PERSONAL:\n",
        "        if name in _PERSONAL:\n",
        _TESTS,
    ),
    Guard(
        "support access sees no page about the owner's sign-in",
        _MIDDLEWARE,
        "        if request.method not in SAFE_METHODS or name in _PERSONAL:\n",
        "        if request.method not in SAFE_METHODS:\n",
        _TESTS,
    ),
    Guard(
        "no support access without an owner who hears of it",
        "timetracking/security/support.py",
        "    if not readers:\n",
        "    if not owners:\n",
        _TESTS,
    ),
    Guard(
        "only owners end support access",
        "timetracking/security/support.py",
        "    if by.employee is None or not by.employee.is_owner:\n",
        "    if by.employee is None:\n",
        ("tests/timetracking/security/test_support.py",),
    ),
    Guard(
        "operators' own log has their support access",
        "operations/support.py",
        "    acts.record(request, Event.SUPPORT_ACCESS, tenant, ",
        "    dict(reason=reason) or acts.record(request, Event.SUPPORT_ACCESS, tenant, ",
        _TESTS,
    ),
)
