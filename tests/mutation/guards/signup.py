"""Companies that sign up: the link, the hand-over, the invitation, and what keeps robots away."""

from tests.mutation.guards.guard import Guard

_ASKING = ("tests/operations/signup/test_asking.py",)
_CREATING = ("tests/operations/signup/test_creating.py",)
_INVITATIONS = ("tests/operations/signup/test_invitations.py",)
_PROOF = ("tests/operations/signup/test_proof.py",)
_FINDING = ("tests/operations/test_finding.py",)
_CREATE = "operations/signup/creating.py"
_ASK = "operations/signup/asking.py"
_VIEWS = "operations/signup/views.py"

GUARDS = (
    Guard(
        "the hand-over to a new company's host works once",
        "accounts/links.py",
        'HAND_OVER = Purpose("hand-over", timedelta(minutes=1))',
        'HAND_OVER = Purpose("hand-over", timedelta(minutes=1), ())',
        _CREATING,
    ),
    Guard(
        "the hand-over to a new company's host ends after a minute",
        "accounts/links.py",
        'HAND_OVER = Purpose("hand-over", timedelta(minutes=1))',
        'HAND_OVER = Purpose("hand-over", timedelta(days=1))',
        _CREATING,
    ),
    Guard(
        "a look at the hand-over does not use it up",
        "accounts/views.py",
        "@require_GET  # a HEAD would use it up\n",
        "",
        _CREATING,
    ),
    Guard(
        "the page after the hand-over is not told its address",
        "accounts/views.py",
        '    response["Referrer-Policy"] = "no-referrer"\n',
        "",
        _CREATING,
    ),
    Guard(
        "the hand-over's address is not sent on",
        _VIEWS,
        '    response["Referrer-Policy"] = "no-referrer"\n',
        "",
        _CREATING,
    ),
    Guard(
        "a sign-up is locked while its company is created",
        _CREATE,
        "SignUp.objects.using(OWNER_ALIAS).select_for_update()",
        "SignUp.objects.using(OWNER_ALIAS)",
        _CREATING,
    ),
    Guard(
        "the link of a company that was created creates no other",
        _CREATE,
        "    if sign_up.company:\n",
        "    if False:\n",
        _CREATING,
    ),
    Guard(
        "what somebody typed is removed with the creation",
        _CREATE,
        'sign_up.facts, sign_up.company = "", tenant.slug',
        "sign_up.company = tenant.slug",
        _CREATING,
    ),
    Guard(
        "a link needs an invitation once the operator has closed the door",
        _CREATE,
        "        raise InvitationNeeded\n",
        "        pass\n",
        _CREATING,
    ),
    Guard(
        "with SIGNUP=off nothing is shown",
        _VIEWS,
        "        raise Http404\n",
        "        pass\n",
        ("tests/operations/signup/test_pages.py",),
    ),
    Guard(
        "with SIGNUP=invite nobody signs up without an invitation",
        _VIEWS,
        "        raise InvitationNeeded\n",
        "        return None\n",
        _INVITATIONS,
    ),
    Guard(
        "an invitation expires",
        "operations/signup/invitations.py",
        "        raise InvitationExpired\n",
        "        pass\n",
        _INVITATIONS,
    ),
    Guard(
        "an invitation that was used opens no form",
        "operations/signup/invitations.py",
        "        raise InvitationUsed\n",
        "        pass\n",
        _INVITATIONS,
    ),
    Guard(
        "an invitation makes one company, however many ask with it",
        "operations/migrations/0003_sign_ups.py",
        'fields=("invitation",),',
        'fields=("invitation", "id"),',
        _INVITATIONS,
    ),
    Guard(
        "an invitation for an address is for no other",
        _ASK,
        "        raise InvitationForAnother\n",
        "        pass\n",
        _INVITATIONS,
    ),
    Guard(
        "operators confirm that it is them before they invite a company",
        "operations/admin/inviting.py",
        "    if asked := redirect_to_confirm(request):\n",
        "    if asked := None:\n",
        ("tests/operations/test_second_factors.py",),
    ),
    Guard(
        "one network does not ask for many companies",
        _ASK,
        "    throttle.begin(limits, now=now)\n",
        "",
        _ASKING,
    ),
    Guard(
        "a mailbox is not flooded with links to create companies",
        _ASK,
        "        throttle.begin([*mails, *limits[1:]], now=now).failed()\n",
        "        pass\n",
        _ASKING,
    ),
    Guard(
        "a mailbox is not flooded from many networks",
        "accounts/throttle/mails.py",
        "        Key(crowd, TO_ONE_FROM_ALL, about, Counts.OF_SUBJECT),\n",
        "",
        _ASKING,
    ),
    Guard(
        "requests without a proof of work are few",
        _ASK,
        "        limits.append(throttle.unproved_key(_KIND, client=client))\n",
        "        pass\n",
        _ASKING,
    ),
    Guard(
        "without a proof of work the mail comes later",
        _ASK,
        "mail_link if is_proved else mail_link.using(run_after=now + UNPROVED_DELAY)",
        "mail_link",
        _ASKING,
    ),
    Guard(
        "the mail of a sign-up carries nobody's links to strangers",
        _ASK,
        '    return "" if _LIKE_A_LINK.search(name) else name\n',
        "    return name\n",
        _ASKING,
    ),
    Guard(
        "what was typed for a sign-up is encrypted",
        _ASK,
        "return sealing.encrypt(json.dumps(asdict(self)), _PURPOSE)",
        "return json.dumps(asdict(self))",
        _ASKING,
    ),
    Guard(
        "a proof of work is for one address",
        "operations/signup/proof.py",
        'f"{challenge}:{email}"',
        'f"{challenge}:"',
        _PROOF,
    ),
    Guard(
        "a proof of work is for a challenge of ours, for a time",
        "operations/signup/proof.py",
        "    except BadSignature:\n        return False\n",
        "    except BadSignature:\n        pass\n",
        _PROOF,
    ),
    Guard(
        "what was typed to find a company is encrypted",
        "operations/finding.py",
        "sealing.encrypt(json.dumps(asked), _PURPOSE)",
        "json.dumps(asked)",
        _FINDING,
    ),
    Guard(
        "one network does not look for many addresses",
        "operations/finding.py",
        "    throttle.begin([throttle.mail_client_key(_KIND, client=client)], now=now)\n",
        "",
        _FINDING,
    ),
    Guard(
        "a mailbox is not flooded with addresses of companies",
        "operations/finding.py",
        "throttle.mail_keys(_KIND, email, client=client)",
        "[throttle.mail_client_key(_KIND, client=client)]",
        _FINDING,
    ),
    Guard(
        "one look through the companies answers all who wait",
        "operations/finding.py",
        "(sealed, *(arguments[0] for arguments in waiting))",
        "(sealed,)",
        _FINDING,
    ),
    Guard(
        "whoever has left a company is not told where it is",
        "operations/finding.py",
        "email__in=list(asked), is_active=True",
        "email__in=list(asked)",
        _FINDING,
    ),
    Guard(
        "people are not led to a suspended company",
        "operations/finding.py",
        "Tenant.objects.active().exclude(",
        "Tenant.objects.exclude(",
        _FINDING,
    ),
)
