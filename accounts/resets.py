"""Links to choose a new password.

A request does the same whether the address is known or not: it counts, and adds a job. The job
looks for the account, so the time that a response takes tells nothing.
"""

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, override
from django_tasks import task

from accounts import sealing, throttle
from accounts.browsers import known_browser
from accounts.exceptions import TooManyTries
from accounts.links import RESET, link_to, make_token
from accounts.mail import locale_of, send_after_commit
from accounts.models import User
from accounts.requests import CarriedSite, Client, Site, client_address, client_of
from accounts.security import log
from accounts.security.events import Event

_PURPOSE = "accounts.resets"


def send_password_reset(request: HttpRequest, email: str, *, site: Site, now: datetime) -> None:
    """Have a link to choose a new password mailed if `email` belongs to an active user.

    The visitor does not learn whether it does, nor whether a mail is withheld because others have
    been sent: then a link that is still valid was mailed minutes ago. Raises TooManyTries for a
    client that asks for many different addresses.
    """
    browser, client = known_browser(request, email), client_address(request)
    if not browser:
        throttle.begin([throttle.reset_client_key(client)], now=now)
    try:
        throttle.begin(
            [throttle.reset_key(email, client=client, browser=browser)], now=now
        ).failed()
    except TooManyTries:
        return
    asked = {
        "email": email,
        "site": asdict(CarriedSite.of(site)),
        "client": asdict(client_of(request)),
        "language": get_language() or "",
        "is_known_browser": bool(browser),
        "at": now.isoformat(),
    }
    answer.enqueue(sealing.encrypt(json.dumps(asked), _PURPOSE))


@task
def answer(sealed: str) -> None:
    """Mail the link that somebody asked for, in their language, if there is such an account.

    What they typed is encrypted: it may be a password.
    """
    asked: dict[str, Any] = json.loads(sealing.decrypt(sealed, _PURPOSE) or "{}")
    user = User.objects.filter(email=asked.get("email"), is_active=True).first()
    if user is None or not (asked["is_known_browser"] or _may_be_mailed(user, asked["at"])):
        return
    # Without an actor: whoever knows the address may ask.
    log.record(Event.RESET_ASKED, client=Client(**asked["client"]), user=user)
    site = CarriedSite(**asked["site"])
    # In the visitor's language, unless the user has chosen one.
    language = asked["language"]
    with override(language), locale_of(site, user.email, user_id=user.pk, otherwise=language):
        mail_reset_link(user, site=site)


def _may_be_mailed(user: User, asked_at: str) -> bool:
    """Count a mail because of an unknown browser; return whether there are not too many."""
    key, now = throttle.reset_account_key(user.email), datetime.fromisoformat(asked_at)
    try:
        throttle.begin([key], now=now).failed()
    except TooManyTries:
        return False
    return True


def mail_reset_link(user: User, *, site: Site) -> None:
    """Mail a link to choose a new password, after commit."""
    token = make_token(user, purpose=RESET, realm=site.realm)
    minutes = RESET.max_age.seconds // 60
    context = {
        "user": user,
        "site": site,
        "link": link_to("password-reset-confirm", token, site),
        "minutes": minutes,
    }
    send_after_commit("password_reset", context, to=user.email)
