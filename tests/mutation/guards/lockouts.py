"""Nobody is locked out by a stranger, and nobody guesses without an end."""

from tests.mutation.guards.guard import Guard

COUNTING = "accounts/throttle/counting.py"
PASSWORDS = "accounts/throttle/passwords.py"
THROTTLE = ("tests/accounts/throttle",)
BROWSERS = ("tests/accounts/test_browsers.py",)
RESETS = ("tests/accounts/test_resets.py",)

GUARDS = (
    Guard(
        "wrong passwords are counted for each client",
        PASSWORDS,
        'row, crowd = digest("sign-in", client or ""), _crowd_key(email)',
        'row, crowd = digest("sign-in", ""), _crowd_key(email)',
        THROTTLE,
    ),
    Guard(
        "a client is slowed after many accounts",
        PASSWORDS,
        "        Key(row, CLIENT, account(email), Counts.SUBJECTS),\n",
        "",
        THROTTLE,
    ),
    Guard(
        "a client's wrong passwords count once for an account",
        PASSWORDS,
        "Key(row, CLIENT, account(email), Counts.SUBJECTS)",
        "Key(row, CLIENT, account(email))",
        THROTTLE,
    ),
    Guard(
        "guesses from many clients at one account",
        PASSWORDS,
        "            strict=STRICT,\n",
        "",
        THROTTLE,
    ),
    Guard(
        "a known browser is counted for itself",
        PASSWORDS,
        "    if browser:\n",
        "    if False:\n",
        (*THROTTLE, "tests/accounts/test_wrong_passwords.py"),
    ),
    Guard(
        "a session's wrong passwords are its own",
        PASSWORDS,
        'digest("own-password", f"{account(email)}:{session}")',
        'digest("own-password", account(email))',
        (*THROTTLE, "tests/accounts/test_password_change.py"),
    ),
    Guard(
        "failures in the future do not count",
        "accounts/models.py",
        "            if since < at <= now + CLOCK_SKEW\n",
        "            if since < at\n",
        THROTTLE,
    ),
    Guard(
        "rows of the future are deleted",
        COUNTING,
        " | Q(forget_at__gt=now + LONGEST_MEMORY)",
        "",
        THROTTLE,
    ),
    Guard(
        "the number of rows is limited",
        COUNTING,
        "for gone in (rows.filter(expired), rows.filter(pk__in=surplus)):",
        "for gone in (rows.filter(expired),):",
        THROTTLE,
    ),
    Guard(
        "parallel attempts are judged again",
        COUNTING,
        "        rows = _read(self.keys)\n        _refuse(self.keys, rows, self.now)\n",
        "        rows = _read(self.keys)\n",
        (*THROTTLE, "tests/accounts/test_parallel.py"),
    ),
    Guard(
        "the rows are locked before a failure is counted",
        COUNTING,
        "        update_conflicts=True,\n"
        '        unique_fields=["key"],\n'
        '        update_fields=["key"],\n',
        "        ignore_conflicts=True,\n",
        ("tests/accounts/test_parallel.py",),
    ),
    Guard(
        "a new password makes browsers unknown",
        "accounts/browsers.py",
        'text = f"{user.pk}:{browser}:{state}"',
        'text = f"{user.pk}:{browser}"',
        BROWSERS,
    ),
    Guard(
        "the proof of a known browser is compared",
        "accounts/browsers.py",
        "constant_time_compare(proof.digest, digest) for",
        "True for",
        BROWSERS,
    ),
    Guard(
        "a known browser gets a reset mail",
        "accounts/resets.py",
        "browser, client = known_browser(request, email), client_address(request)",
        "browser, client = None, client_address(request)",
        RESETS,
    ),
    Guard(
        "a client's requests for reset mails to one account",
        "accounts/throttle/resets.py",
        "return Key(_client_row(client), REQUESTS, about, Counts.OF_SUBJECT)",
        "return Key(_client_row(client), CLIENT, about, Counts.SUBJECTS)",
        RESETS,
    ),
    Guard(
        "a client's requests for reset mails to many addresses",
        "accounts/resets.py",
        "        throttle.begin([throttle.reset_client_key(client)], now=now)\n",
        "        pass\n",
        RESETS,
    ),
    Guard(
        "reset mails to one account",
        "accounts/resets.py",
        ' or _may_be_mailed(user, asked["at"])):\n',
        " or True):\n",
        RESETS,
    ),
    Guard(
        "a request for a reset mail does the same for every address",
        "accounts/resets.py",
        "    asked = {\n",
        "    if not User.objects.filter(email=email).exists():\n        return\n    asked = {\n",
        RESETS,
    ),
    Guard(
        "what somebody typed as an address is encrypted",
        "accounts/resets.py",
        "sealing.encrypt(json.dumps(asked), _PURPOSE)",
        "json.dumps(asked)",
        RESETS,
    ),
    Guard(
        "only owners unlock",
        "timetracking/staff/unlocking.py",
        "    judge(by, can_unlock, locked)\n",
        "",
        ("tests/timetracking/staff/test_unlocking.py", "tests/timetracking/base/test_judging.py"),
    ),
)
