"""What the security log records of second factors, and what an objection removes."""

from tests.mutation.guards.guard import Guard

OBJECTIONS = "accounts/factors/objections.py"
CHECKING = "accounts/factors/checking.py"
MANAGING = "accounts/factors/managing.py"
OF_OBJECTIONS = ("tests/accounts/factors/test_objections.py",)
OF_MANAGING = ("tests/accounts/factors/test_managing.py",)
OF_NOTIFYING = ("tests/accounts/factors/test_notifying.py",)

GUARDS = (
    Guard(
        "an objection removes the factors added since",
        OBJECTIONS,
        "    removed, _ = factors.filter(created_at__gte=objected.at - SUSPECT).delete()\n",
        "    removed = 0\n",
        OF_OBJECTIONS,
    ),
    Guard(
        "an objection keeps the factors of before",
        OBJECTIONS,
        "factors.filter(created_at__gte=objected.at - SUSPECT).delete()",
        "factors.all().delete()",
        OF_OBJECTIONS,
    ),
    Guard(
        "an objection removes the factors of the week before",
        OBJECTIONS,
        "objected.at - SUSPECT",
        "objected.at",
        OF_OBJECTIONS,
    ),
    Guard(
        "only an objection that doubts the password removes factors",
        "accounts/addresses.py",
        "        address_changed.send(User, user=user, event=event, client=client, site=site)\n"
        "        if doubts_password:\n",
        "        address_changed.send(User, user=user, event=event, client=client, site=site)\n"
        "        if True:\n",
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
    Guard(
        "changes of second factors are limited",
        MANAGING,
        "limit=_LIMIT)], now=now).failed()",
        "limit=_LIMIT)], now=now)",
        OF_MANAGING,
    ),
    Guard(
        "an ended session changes no second factor",
        MANAGING,
        "    if _lock(user).get_session_auth_hash() != user.get_session_auth_hash():\n",
        "    if False:\n",
        OF_MANAGING,
    ),
    Guard(
        "changes of one user's second factors follow each other",
        MANAGING,
        "    return User.objects.select_for_update(no_key=True).get(pk=user.pk)\n",
        "    return User.objects.get(pk=user.pk)\n",
        ("tests/accounts/test_parallel.py",),
    ),
    *(
        Guard(
            f"the page of one's {name} asks for the second factor",
            path,
            f"@factor_confirmation_required\n@sensitive_post_parameters()\n{methods}\ndef {view}",
            f"@sensitive_post_parameters()\n{methods}\ndef {view}",
            ("tests/accounts/factors/test_stepping_up.py",),
        )
        for name, path, methods, view in (
            (
                "address",
                "accounts/address_views.py",
                "@require_http_methods(_METHODS)",
                "address_change",
            ),
            (
                "password",
                "accounts/views.py",
                '@require_http_methods(["GET", "HEAD", "POST"])',
                "password_change",
            ),
        )
    ),
)
