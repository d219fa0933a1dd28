"""The security log, the mails on what matters, and changes of addresses."""

from tests.mutation.guards.guard import Guard
from tests.mutation.guards.places import ROLES

ADDRESSES = "accounts/addresses.py"
RECEIVERS = "accounts/security/receivers.py"
STAFF = "timetracking/staff/addresses.py"
MAIL_TESTS = ("tests/accounts/test_mail.py",)
LOG_TESTS = ("tests/accounts/security/test_log.py",)
ADDRESS_TESTS = ("tests/accounts/test_addresses.py",)
OBJECTION_TESTS = ("tests/accounts/test_objections.py",)
STAFF_TESTS = ("tests/timetracking/staff/test_addresses.py",)

GUARDS = (
    Guard(
        "events of public are only added",
        ROLES,
        "            if table in append_only_tables():\n",
        "            if False:\n",
        LOG_TESTS,
    ),
    Guard(
        "events of a company are only added",
        "accounts/models.py",
        "    append_only = True\n",
        "",
        LOG_TESTS,
    ),
    Guard(
        "many wrong passwords are one event",
        RECEIVERS,
        "    if not alike.filter(at__gt=timezone.now() - QUIET).exists():\n",
        "    if True:\n",
        LOG_TESTS,
    ),
    Guard(
        "a new browser is told",
        RECEIVERS,
        "    if is_new and site is not None:\n",
        "    if False:\n",
        ("tests/accounts/security/test_alerts.py",),
    ),
    Guard(
        "an operator is no user of the company they act on",
        "accounts/security/log.py",
        "actor = None if operator else actor or _signed_in(request)",
        "actor = actor or _signed_in(request)",
        LOG_TESTS,
    ),
    Guard(
        "a mail about one's sign-in waits for the commit",
        "accounts/mail.py",
        "    deliver.enqueue(",
        "    deliver.call(",
        ("tests/accounts/security/test_alerts.py",),
    ),
    Guard(
        "a mail that waits to be sent is encrypted",
        "accounts/mail.py",
        "sealing.encrypt(json.dumps(mail), _PURPOSE)",
        "json.dumps(mail)",
        MAIL_TESTS,
    ),
    Guard(
        "a mail that is sent again has the same id",
        "accounts/mail.py",
        '            "Message-ID": make_msgid(domain=settings.BASE_DOMAIN),\n',
        "",
        MAIL_TESTS,
    ),
    Guard(
        "an address that is refused for good is not tried again",
        "accounts/mail.py",
        "        if all(code >= _PERMANENT for code in codes):\n",
        "        if False:\n",
        MAIL_TESTS,
    ),
    Guard(
        "a new address is confirmed by a link bound to the sessions",
        "accounts/links.py",
        '"new-address", timedelta(days=3), ("password", "email", "is_active", "session_version")',
        '"new-address", timedelta(days=3), ()',
        ADDRESS_TESTS,
    ),
    Guard(
        "opening the link in a mail changes no address",
        "accounts/address_views.py",
        '        if request.method == "POST":\n            addresses.confirm(',
        "        if True:\n            addresses.confirm(",
        ADDRESS_TESTS,
    ),
    Guard(
        "opening the link in a mail objects to nothing",
        "accounts/address_views.py",
        '        if request.method == "POST":\n            doubts_password',
        "        if True:\n            doubts_password",
        ADDRESS_TESTS,
    ),
    Guard(
        "a change of the address ends all sessions",
        ADDRESSES,
        "        end_sessions(user)\n",
        "",
        ADDRESS_TESTS,
    ),
    Guard(
        "an objection replaces the password",
        ADDRESSES,
        "            user.set_password(secrets.token_urlsafe(32) if user.has_usable_password() else"
        " None)\n",
        "            pass\n",
        ADDRESS_TESTS,
    ),
    Guard(
        "an objection to what was asked for with the password replaces it",
        ADDRESSES,
        "return was_own or self.user.email != self.email",
        "return self.user.email != self.email",
        ADDRESS_TESTS,
    ),
    Guard(
        "an objection works once",
        ADDRESSES,
        "    if event is None or used.exists():\n",
        "    if event is None:\n",
        (*ADDRESS_TESTS, *OBJECTION_TESTS),
    ),
    Guard(
        "an objection leaves the links of earlier changes valid",
        ADDRESSES,
        "pk__gt=event_id, detail__objected_to__lte=event_id",
        "pk__gt=event_id",
        OBJECTION_TESTS,
    ),
    Guard(
        "an objection leaves the links of changes to come valid",
        ADDRESSES,
        "pk__gt=event_id, detail__objected_to__lte=event_id",
        "detail__objected_to__lte=event_id",
        OBJECTION_TESTS,
    ),
    Guard(
        "an objection is to a change of the address",
        ADDRESSES,
        "pk=event_id, event__in=_OBJECTIONABLE",
        "pk=event_id",
        OBJECTION_TESTS,
    ),
    Guard(
        "an objection by someone who was invited does not accept for them",
        ADDRESSES,
        "secrets.token_urlsafe(32) if user.has_usable_password() else None",
        "secrets.token_urlsafe(32)",
        OBJECTION_TESTS,
    ),
    Guard(
        "an old address stays free for an objection",
        ADDRESSES,
        "    refuse_reserved(email, user_id=user.pk)\n",
        "",
        ADDRESS_TESTS,
    ),
    Guard(
        "an old address is given to nobody on the staff list",
        STAFF,
        "        addresses.refuse_reserved(employee.email, user_id=employee.user_id)\n",
        "        pass\n",
        STAFF_TESTS,
    ),
    Guard(
        "requests for another address are limited",
        ADDRESSES,
        "    _count(user)\n",
        "",
        ADDRESS_TESTS,
    ),
    Guard(
        "the old address is told of a request",
        ADDRESSES,
        "    tell_old(event, user, site)\n    return event\n\n\ndef change_for_token",
        "    return event\n\n\ndef change_for_token",
        ADDRESS_TESTS,
    ),
    Guard(
        "the old address is told of a change",
        ADDRESSES,
        "        tell_old(event, user, site)\n    return event\n\n\ndef objection_for_token",
        "    return event\n\n\ndef objection_for_token",
        ADDRESS_TESTS,
    ),
    Guard(
        "a manager's form moves no sign-in that is in use",
        STAFF,
        "    if locked.user and locked.has_accepted:\n",
        "    if False:\n",
        STAFF_TESTS,
    ),
    Guard(
        "the old address of somebody invited is told",
        STAFF,
        "        addresses.tell_old(event, locked.user, by.site)\n",
        "        pass\n",
        STAFF_TESTS,
    ),
    Guard(
        "the owners are told of an objection",
        STAFF,
        "    if objected:\n",
        "    if False:\n",
        STAFF_TESTS,
    ),
    Guard(
        "a PIN that another sets is told",
        "timetracking/staff/pin_records.py",
        "    tell(note(event, by=by, about=locked), [locked], by=by)\n",
        "    note(event, by=by, about=locked)\n",
        ("tests/timetracking/kiosk/test_alerts.py",),
    ),
    Guard(
        "a new tablet is told to the owners",
        "timetracking/kiosk/pairing.py",
        "    tell(event, owners, by=replace(by, employee=None))\n",
        "",
        ("tests/timetracking/kiosk/test_alerts.py",),
    ),
    Guard(
        "a new owner is told to the others",
        "timetracking/staff/owners.py",
        "    if Role.OWNER in {old, employee.role}:\n",
        "    if False:\n",
        ("tests/timetracking/staff/test_owners.py",),
    ),
    Guard(
        "the security log is for owners",
        "timetracking/security/views.py",
        "import owner_required\n",
        "import manager_required as owner_required\n",
        ("tests/timetracking/security/test_reading.py",),
    ),
    Guard(
        "an owner whom an operator invites is told to the others",
        "timetracking/company/onboarding.py",
        "    _tell_owners(owner, site=site, operator=operator, client=client)\n",
        "",
        ("tests/operations/test_acts.py",),
    ),
    Guard(
        "operators only read the security log",
        "operations/admin/security.py",
        '        """Return False: `prune_security_log` removes what is too old."""\n'
        "        return False\n",
        '        """Return False: `prune_security_log` removes what is too old."""\n'
        "        return True\n",
        ("tests/operations/test_acts.py",),
    ),
    Guard(
        "another operator's address waits for its confirmation",
        "operations/admin/operators.py",
        '            new_address, obj.email = obj.email, form.initial["email"]\n',
        "            new_address = obj.email\n",
        ("tests/operations/test_operator_alerts.py",),
    ),
    Guard(
        "a new operator is told to the others",
        "operations/admin/operators.py",
        "            alerts.tell(event, to=other.email, name=other.name, site=_site(request))\n",
        "            pass\n",
        ("tests/operations/test_operator_alerts.py",),
    ),
)
