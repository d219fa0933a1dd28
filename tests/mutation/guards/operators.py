"""What operators may do with lists, with each other and with themselves, and who hears of it."""

from tests.mutation.guards.guard import Guard

_ALERTS = ("tests/operations/test_operator_alerts.py",)
_INPUT = ("tests/operations/test_strange_input.py",)
_OPERATORS = "operations/admin/operators.py"

GUARDS = (
    Guard(
        "the operators' security log filters only by its events",
        "operations/admin/security.py",
        "class SecurityEventAdmin(StrictListAdmin, _Admin):",
        "class SecurityEventAdmin(_Admin):",
        _INPUT,
    ),
    Guard(
        "an operator is not created with an address that another may take back",
        _OPERATORS,
        "            addresses.refuse_reserved(email, user_id=None)\n",
        "            pass\n",
        ("tests/operations/test_operators.py",),
    ),
    Guard(
        "no operator is created on the command line with an address that another may take back",
        "accounts/management/commands/createsuperuser.py",
        "            addresses.refuse_reserved(normalise_email(username), user_id=None)\n",
        "            pass\n",
        ("tests/accounts/test_createsuperuser.py",),
    ),
    Guard(
        "an owner is not invited to an address that another may take back",
        "timetracking/company/onboarding.py",
        "    _refuse_reserved(owner.user)\n",
        "",
        ("tests/timetracking/company/test_onboarding.py",),
    ),
    Guard(
        "operators change their own password on the page that asks for it",
        _OPERATORS,
        '            return redirect("password-change")\n',
        "            pass\n",
        _ALERTS,
    ),
    Guard(
        "operators change their own address on the page that asks for the password",
        _OPERATORS,
        '        own = ["email", "own_pages", "is_active"] if',
        '        own = ["own_pages", "is_active"] if',
        _ALERTS,
    ),
    Guard(
        "no operator removes a password",
        _OPERATORS,
        '        self.fields.pop("usable_password", None)\n',
        "",
        _ALERTS,
    ),
    Guard(
        "owners change their own address on the page that asks for the password",
        "timetracking/base/rights.py",
        "    return actor.pk != employee.pk and (actor.is_owner or not employee.has_accepted)\n",
        "    return actor.is_owner or not employee.has_accepted\n",
        ("tests/timetracking/staff/test_addresses.py",),
    ),
    Guard(
        "an operator who goes or comes back is told to the others",
        _OPERATORS,
        "                self._tell_others(request, event)\n",
        "",
        _ALERTS,
    ),
    Guard(
        "an operator who goes or comes back is told",
        _OPERATORS,
        "                alerts.tell(event, to=obj.email, name=obj.name, site=_site(request))\n",
        "",
        _ALERTS,
    ),
    Guard(
        "a backup that was given up is not asked for again every hour",
        "config/sweeps.py",
        "        if at is not None and asking.key_of(tenant.pk) not in given_up:\n",
        "        if at is not None:\n",
        ("tests/config/test_sweeps.py",),
    ),
    Guard(
        "errors are counted by their class, without their words",
        "config/observability/errors.py",
        "error.__name__ if error else record.name",
        "record.getMessage()",
        ("tests/config/observability/test_errors.py",),
    ),
    Guard(
        "an address that the server cannot be asked for",
        "operations/management/commands/remove_second_factor.py",
        "        if not email.isprintable():",
        "        if False:",
        ("tests/operations/test_second_factors.py",),
    ),
    Guard(
        "a company's name in a refusal of a command",
        "operations/management/commands/remove_second_factor.py",
        'CommandError(one_line(f"Nobody signs in with {email} at {site.name}."))',
        'CommandError(f"Nobody signs in with {email} at {site.name}.")',
        ("tests/operations/test_second_factors.py",),
    ),
)
