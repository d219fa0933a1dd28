"""What the security log records of second factors, and what an objection removes."""

from tests.mutation.guards.guard import Guard

OBJECTIONS = "accounts/factors/objections.py"
CHECKING = "accounts/factors/checking.py"
MANAGING = "accounts/factors/managing.py"
OF_OBJECTIONS = ("tests/accounts/factors/test_objections.py",)
OF_NOTIFYING = ("tests/accounts/factors/test_notifying.py",)

GUARDS = (
    Guard(
        "an objection removes the factors added since",
        OBJECTIONS,
        "    removed, _ = factors.filter(created_at__gte=since).delete()\n",
        "    removed = 0\n",
        OF_OBJECTIONS,
    ),
    Guard(
        "an objection keeps the factors of before",
        OBJECTIONS,
        "factors.filter(created_at__gte=since).delete()",
        "factors.all().delete()",
        OF_OBJECTIONS,
    ),
    Guard(
        "an objection counts from when the change was asked for",
        OBJECTIONS,
        '.order_by("at").first()',
        '.order_by("at").last()',
        OF_OBJECTIONS,
    ),
    Guard(
        "recovery codes do not stay without a factor",
        OBJECTIONS,
        "    if not factors.exclude(kind=Authenticator.Kind.RECOVERY).exists():\n",
        "    if False:\n",
        OF_OBJECTIONS,
    ),
    Guard(
        "only an objection removes factors",
        OBJECTIONS,
        "    if event.event != Event.EMAIL_RESTORED:\n",
        "    if False:\n",
        OF_OBJECTIONS,
    ),
    Guard(
        "wrong codes and passwords are in the security log",
        CHECKING,
        "        record_failure(failure, client, user)\n",
        "",
        OF_NOTIFYING,
    ),
    Guard(
        "wrong passkeys are in the security log",
        CHECKING,
        "            record_failure(Event.FACTOR_FAILED, client, user)\n",
        "",
        OF_NOTIFYING,
    ),
    Guard(
        "changes of second factors are in the security log and mailed",
        MANAGING,
        "    tell(user, change, site=site, client=client_of(request), actor=user)\n"
        "    return removed",
        "    return removed",
        OF_NOTIFYING,
    ),
)
