"""Invitations to sign a company up: signed links that an operator makes, each good for one."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.fields import normalise_email
from accounts.mail import post
from operations.models import SignUp
from operations.signup.errors import InvitationExpired, InvitationInvalid, InvitationUsed
from tenants.resolver import PUBLIC_SITE

DAYS, MOST_DAYS = 14, 90
_SALT = "operations.signup.invitation"


@dataclass(frozen=True)
class Invitation:
    """A link with which one company is signed up, by whoever reads mails to `email` if given."""

    number: str
    email: str
    valid_until: datetime

    @property
    def token(self) -> str:
        """The signed part of the link, which anybody can read."""
        facts = [self.number, self.email, int(self.valid_until.timestamp())]
        return signing.dumps(facts, salt=_SALT)

    @property
    def link(self) -> str:
        """The link for whoever is invited."""
        page = reverse("sign-up", urlconf=settings.PUBLIC_URLCONF)
        return f"{PUBLIC_SITE.base_url}{page}?invitation={self.token}"


def invite(email: str, *, days: int, now: datetime) -> Invitation:
    """Return an invitation, and mail it in the current language if it has an address.

    Nothing is stored: an invitation that should not be used any more expires, or ends with
    SIGNUP=off. Call this in public.
    """
    invitation = Invitation(
        secrets.token_hex(8), normalise_email(email), now + timedelta(days=days)
    )
    if invitation.email:
        context = {"invitation": invitation, "days": days, "site": PUBLIC_SITE}
        subject, body = (
            render_to_string(f"operations/mail/company_invited{part}.txt", context)
            for part in ("_subject", "")
        )
        post(subject, body, to=invitation.email)
    return invitation


def read(token: str, *, now: datetime) -> Invitation:
    """Return the invitation of a link.

    Raises InvitationInvalid, InvitationExpired, and InvitationUsed if there is a company already.
    """
    try:
        number, email, until = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        raise InvitationInvalid from None
    invitation = Invitation(number, email, datetime.fromtimestamp(until, tz=UTC))
    if invitation.valid_until <= now:
        raise InvitationExpired
    if SignUp.objects.filter(invitation=number).exclude(company="").exists():
        raise InvitationUsed
    return invitation
