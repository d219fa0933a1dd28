from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from accounts import throttle
from accounts.browsers import known_browser
from accounts.exceptions import TooManyTries
from accounts.links import RESET, make_token
from accounts.mail import locale_of, send_after_commit
from accounts.models import User
from accounts.requests import Site, client_address, client_of
from accounts.security import log
from accounts.security.events import Event


def send_password_reset(request: HttpRequest, email: str, *, site: Site, now: datetime) -> None:
    """Mail a link to choose a new password if `email` belongs to an active user.

    The visitor does not learn whether it does, nor whether a mail is withheld because others have
    been sent: then a link that is still valid was mailed minutes ago. Raises TooManyTries for a
    client that asks for many different addresses.
    """
    browser, client = known_browser(request, email), client_address(request)
    if not browser:
        throttle.begin([throttle.reset_client_key(client)], now=now)
    user = User.objects.filter(email=email, is_active=True).first()
    has_account = user is not None
    keys = throttle.reset_keys(email, client=client, browser=browser, has_account=has_account)
    try:
        throttle.begin(keys, now=now).failed()
    except TooManyTries:
        return
    if user:
        # Without an actor: whoever knows the address may ask.
        log.record(Event.RESET_ASKED, client=client_of(request), user=user)
        # In the visitor's language, unless the user has chosen one.
        with locale_of(site, user.email, user_id=user.pk, otherwise=get_language() or ""):
            mail_reset_link(user, site=site)


def mail_reset_link(user: User, *, site: Site) -> None:
    """Mail a link to choose a new password, after commit."""
    token = make_token(user, purpose=RESET, realm=site.realm)
    link = site.base_url + reverse("password-reset-confirm", args=[token])
    minutes = RESET.max_age.seconds // 60
    context = {"user": user, "site": site, "link": link, "minutes": minutes}
    send_after_commit("password_reset", context, to=user.email)
