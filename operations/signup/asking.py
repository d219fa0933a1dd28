"""Asking for a company: what was typed is kept, and a link mailed that creates the company."""

import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Self

from django.core import signing
from django.template.loader import render_to_string
from django.utils.translation import override
from django_tasks import task

from accounts import sealing, throttle
from accounts.exceptions import TooManyTries
from accounts.links import link_to
from accounts.mail import post
from operations.models import SignUp
from operations.signup.errors import InvitationForAnother, LinkExpired, LinkInvalid
from operations.signup.invitations import Invitation
from tenants.resolver import PUBLIC_SITE

VALID_FOR = timedelta(days=1)
"""How long a link works."""

UNPROVED_DELAY = timedelta(minutes=2)
"""How much later a mail is sent if the browser has not proved its work."""

# What mail programs make a link of, or would show as one.
_LIKE_A_LINK = re.compile(r"://|www\.|@|\w\.[^\W\d_]{2}|\w/\w", re.IGNORECASE)
_KIND = "sign-up"
_SALT = "operations.signup.link"
_PURPOSE = "operations.signup"


@dataclass(frozen=True)
class Wish:
    """What a company is to be, and who owns it; `language` is that of the visitor's pages."""

    name: str
    address: str
    country: str
    time_zone: str
    owner_name: str
    owner_email: str
    language: str

    def sealed(self) -> str:
        """Return the wish encrypted."""
        return sealing.encrypt(json.dumps(asdict(self)), _PURPOSE)

    @classmethod
    def of(cls, sign_up: SignUp) -> Self:
        """Return what was wished. Raises LinkInvalid if the key is gone with which it was kept."""
        text = sealing.decrypt(sign_up.facts, _PURPOSE)
        if text is None:
            raise LinkInvalid
        return cls(**json.loads(text))


def ask(
    wish: Wish,
    *,
    invitation: Invitation | None,
    is_proved: bool,
    client: str | None,
    now: datetime,
) -> None:
    """Keep the wish and have its link mailed to the owner: now, or later if nothing is proved.

    Whoever asks does not learn whether a mail is withheld because there have been too many to the
    address: then a link was mailed minutes ago. Nobody learns whether the address is somebody's.
    Raises TooManyTries for a client that asks for many addresses, or several times without a
    proof, and InvitationForAnother.
    """
    if invitation and invitation.email and invitation.email != wish.owner_email:
        raise InvitationForAnother
    limits = [throttle.mail_client_key(_KIND, client=client)]
    if not is_proved:
        limits.append(throttle.unproved_key(_KIND, client=client))
    throttle.begin(limits, now=now)
    try:
        mails = throttle.mail_keys(_KIND, wish.owner_email, client=client)
        throttle.begin([*mails, *limits[1:]], now=now).failed()
    except TooManyTries:
        return
    sign_up = SignUp.objects.create(
        facts=wish.sealed(),
        invitation=invitation.number if invitation else "",
        # An invitation that was used must be known as long as it would be valid.
        keep_until=max(now + VALID_FOR, invitation.valid_until if invitation else now),
    )
    mail = mail_link if is_proved else mail_link.using(run_after=now + UNPROVED_DELAY)
    mail.enqueue(sign_up.pk)


@task
def mail_link(pk: int) -> None:
    """Mail the link of a sign-up, in the language in which it was asked for."""
    sign_up = SignUp.objects.filter(pk=pk, company="").first()
    if sign_up is None:
        return
    wish = Wish.of(sign_up)
    context = {
        "company": _harmless(wish.name),
        "owner": _harmless(wish.owner_name),
        "site": PUBLIC_SITE,
        "link": link_of(sign_up),
        "hours": VALID_FOR // timedelta(hours=1),
    }
    with override(wish.language):
        subject, body = (
            render_to_string(f"operations/mail/sign_up{part}.txt", context)
            for part in ("_subject", "")
        )
        post(subject, body, to=wish.owner_email)


def _harmless(name: str) -> str:
    """Return a name that may stand in a mail to anybody; "" for one like a link to elsewhere.

    Whoever asks chooses the names and the mailbox, and so what we would send to a stranger.
    """
    return "" if _LIKE_A_LINK.search(name) else name


def link_of(sign_up: SignUp) -> str:
    """Return the link that creates the company; only who reads the owner's mails has it."""
    return link_to("sign-up-finish", signing.dumps(sign_up.pk, salt=_SALT), PUBLIC_SITE)


def number_in(token: str) -> int:
    """Return the number of the sign-up that a link is for. Raises LinkExpired, LinkInvalid."""
    try:
        return int(signing.loads(token, salt=_SALT, max_age=VALID_FOR))
    except signing.SignatureExpired:
        raise LinkExpired from None
    except signing.BadSignature:
        raise LinkInvalid from None
