"""Second factors, confirmations and the sessions of one's devices."""

from tests.mutation.guards.guard import Guard

TOTP = "accounts/factors/totp.py"
PASSKEYS = "accounts/factors/passkeys.py"
SIGNING_IN = "accounts/factors/signing_in.py"
CONFIRMING = "accounts/factors/confirming.py"
MANAGING = "accounts/factors/managing.py"
LIMITS = "accounts/devices/limits.py"
IN_TWO_STEPS = ("tests/accounts/factors/test_signing_in.py",)
OF_PASSKEYS = ("tests/accounts/factors/test_passkeys.py",)
OF_MANAGING = ("tests/accounts/factors/test_managing.py",)
OF_ASKING = ("tests/accounts/factors/test_stepping_up.py",)
OF_DEVICES = ("tests/accounts/devices",)
OF_RULES = (
    "tests/accounts/factors/test_requirement.py",
    "tests/timetracking/staff/test_second_factors.py",
)

GUARDS = (
    Guard(
        "a code of an app is good once",
        TOTP,
        "or step <= app.counter:",
        "or False:",
        ("tests/accounts/factors/test_totp.py",),
    ),
    Guard(
        "an app's secret is stored encrypted",
        TOTP,
        "secret=sealing.encrypt(secret),",
        "secret=secret,",
        ("tests/accounts/factors/test_totp.py",),
    ),
    Guard(
        "a user has one app, by the database",
        "accounts/migrations/0002_second_factors.py",
        'condition=models.Q(("kind", "app")),',
        'condition=models.Q(("kind", "none")),',
        ("tests/accounts/factors/test_totp.py",),
    ),
    Guard(
        "a recovery code is good once",
        "accounts/factors/recovery.py",
        "    row.delete()\n",
        "",
        ("tests/accounts/factors/test_recovery.py",),
    ),
    Guard(
        "a recovery code is stored as a hash",
        "accounts/factors/recovery.py",
        "secret=sealing.digest(_value(user, code)),",
        "secret=code,",
        ("tests/accounts/factors/test_recovery.py",),
    ),
    Guard(
        "a passkey signs for this host",
        PASSKEYS,
        'return urlsplit(site.base_url).hostname or ""',
        'return "localhost"',
        OF_PASSKEYS,
    ),
    Guard(
        "a passkey signs for this page, with its port",
        PASSKEYS,
        "            expected_origin=site.base_url,\n            credential_public_key",
        "            expected_origin=json.loads(webauthn.base64url_to_bytes(json.loads(answer)"
        '["response"]["clientDataJSON"]))["origin"],\n            credential_public_key',
        OF_PASSKEYS,
    ),
    Guard(
        "a copy of a key is noticed by its counter",
        PASSKEYS,
        "credential_current_sign_count=passkey.counter,",
        "credential_current_sign_count=0,",
        OF_PASSKEYS,
    ),
    Guard(
        "a passkey is its owner's alone",
        PASSKEYS,
        "return Authenticator.objects.filter(user=user, kind=Authenticator.Kind.PASSKEY)",
        "return Authenticator.objects.filter(kind=Authenticator.Kind.PASSKEY)",
        OF_PASSKEYS,
    ),
    Guard(
        "an answer of a passkey that nobody can read is a refusal",
        PASSKEYS,
        "    except Exception as error:  # noqa: BLE001\n        raise",
        "    except FactorRefused as error:\n        raise",
        OF_PASSKEYS,
    ),
    Guard(
        "a challenge is good for one answer",
        SIGNING_IN,
        'request.session.pop("_challenge", "")',
        'request.session.get("_challenge", "")',
        (*IN_TWO_STEPS, *OF_MANAGING),
    ),
    Guard(
        "the password alone signs nobody in who has a second factor",
        SIGNING_IN,
        "    if not has_factor(user):\n",
        "    if True:\n",
        IN_TWO_STEPS,
    ),
    Guard(
        "the second step is open for ten minutes",
        SIGNING_IN,
        "    request.session.set_expiry(PENDING_FOR)\n",
        "",
        IN_TWO_STEPS,
    ),
    Guard(
        "the second step ends with a change of the account",
        SIGNING_IN,
        'constant_time_compare(pending["state"], one) for one in valid',
        "True for one in valid",
        IN_TWO_STEPS,
    ),
    Guard(
        "nothing of the second step is kept in the session",
        SIGNING_IN,
        "    request.session.flush()\n    login(request, user)\n",
        "    login(request, user)\n",
        IN_TWO_STEPS,
    ),
    Guard(
        "codes are not guessed",
        "accounts/factors/checking.py",
        "        attempt.failed()\n",
        "",
        (*IN_TWO_STEPS, *OF_ASKING),
    ),
    Guard(
        "a confirmation lasts a quarter of an hour",
        CONFIRMING,
        "return 0 <= age < CONFIRMED_FOR.total_seconds()",
        "return 0 <= age",
        OF_ASKING,
    ),
    Guard(
        "the confirmation leads to no other host",
        "accounts/factors/views/second_step.py",
        "next_url = typed if is_ours else settings.LOGIN_REDIRECT_URL",
        "next_url = typed or settings.LOGIN_REDIRECT_URL",
        OF_ASKING,
    ),
    Guard(
        "who has a second factor confirms with it",
        "accounts/factors/stepping_up.py",
        "has_factor(request.user)\n    data",
        "False\n    data",
        OF_ASKING,
    ),
    Guard(
        "a form that is held shows no password",
        "accounts/factors/stepping_up.py",
        ' and "password" not in name',
        "",
        OF_ASKING,
    ),
    Guard(
        "a second factor is added after a confirmation",
        "accounts/factors/views/security.py",
        "@confirmation_required\n@sensitive_post_parameters()\n@form_methods\ndef app_add",
        "@sensitive_post_parameters()\n@form_methods\ndef app_add",
        OF_ASKING,
    ),
    Guard(
        "a change of the second factor ends the other sessions",
        MANAGING,
        "    sessions.end_other_sessions(request, user)\n    confirming.note_factor",
        "    confirming.note_factor",
        OF_MANAGING,
    ),
    Guard(
        "a factor that is needed stays",
        MANAGING,
        "if is_needed and len(factors) == 1:",
        "if False:",
        OF_RULES,
    ),
    Guard(
        "an operator without a second factor has no rights",
        "operations/admin_site.py",
        "super().has_permission(request) and not must_show_factor(request)",
        "super().has_permission(request)",
        OF_RULES,
    ),
    Guard(
        "an owner or manager without the factor that the company wants has no rights",
        "timetracking/web/guards.py",
        "if must_show_factor(company_request):",
        "if False:",
        OF_RULES,
    ),
    Guard(
        "only an owner removes someone's second factor, and never their own so",
        "timetracking/base/rights.py",
        "return actor.is_owner and actor.pk != employee.pk",
        "return actor.leads",
        OF_RULES,
    ),
    Guard(
        "a role or an address is changed after a confirmation",
        "timetracking/staff/views/employees.py",
        "return ask(request) if is_sensitive else None",
        "return None",
        OF_RULES,
    ),
    Guard(
        "the rules of signing in are changed after a confirmation",
        "timetracking/company/views/settings.py",
        "if _SENSITIVE & set(form.changed_data) and",
        "if False and",
        OF_RULES,
    ),
    Guard(
        "operators and companies are changed after a confirmation",
        "operations/admin/stepping_up.py",
        "asked = redirect_to_confirm(request)\n        return asked or super().changeform_view",
        "asked = None\n        return asked or super().changeform_view",
        ("tests/operations/test_second_factors.py",),
    ),
    Guard(
        "an idle session ends",
        LIMITS,
        "now - row.seen_at >= limits.idle or",
        "",
        OF_DEVICES,
    ),
    Guard(
        "a session ends after a time, however busy",
        LIMITS,
        " or now - signed_in_at >= limits.longest",
        "",
        OF_DEVICES,
    ),
    Guard(
        "nobody ends a colleague's session",
        "accounts/devices/listing.py",
        "    for row in Session.objects.filter(user=user):\n",
        "    for row in Session.objects.all():\n",
        OF_DEVICES,
    ),
    Guard(
        "the page holds no key of a session",
        "accounts/devices/listing.py",
        'return salted_hmac("accounts.devices", row.pk, algorithm="sha256").hexdigest()[:32]',
        "return row.pk",
        OF_DEVICES,
    ),
)
