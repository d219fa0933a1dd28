"""Names, and what mails, lists and the sign-in say."""

from tests.mutation.guards.guard import Guard

NAMES = "accounts/names.py"
OF_NAMES = ("tests/accounts/test_names.py",)

GUARDS = (
    Guard(
        "what looks the same is one name",
        NAMES,
        'unicodedata.normalize("NFC", name)',
        "name",
        OF_NAMES,
    ),
    Guard(
        "a name has nothing invisible",
        NAMES,
        "if _is_visible(letter) or _joins(name, at)",
        "if True",
        OF_NAMES,
    ),
    Guard(
        "names are sorted by the alphabet",
        NAMES,
        'function="regexp_replace"',
        'function="concat"',
        OF_NAMES,
    ),
    Guard(
        "a company's name can be read",
        "tenants/models.py",
        "        validators=[validate_name],\n",
        "",
        ("tests/operations/test_create_tenant.py",),
    ),
    Guard(
        "an accepted request is listed as it is recorded",
        "timetracking/corrections/labels.py",
        "    if has_changed:\n",
        "    if False:\n",
        ("tests/timetracking/corrections/test_labels.py",),
    ),
    Guard(
        "whoever sends something while signed out is told",
        "timetracking/web/guards.py",
        '    if request.method not in {"GET", "HEAD"}:\n',
        "    if False:\n",
        ("tests/timetracking/web/test_signed_out.py",),
    ),
    Guard(
        "someone who has left is named only to who may bring them back",
        "timetracking/staff/forms.py",
        "not other.is_active and can_reactivate(self._actor, other)",
        "not other.is_active",
        ("tests/timetracking/staff/test_employee_form.py",),
    ),
)
