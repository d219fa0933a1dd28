from datetime import datetime

from django.urls import reverse

from accounts import throttle
from accounts.exceptions import TooManyTries
from accounts.links import RESET, make_token
from accounts.mail import send_after_commit
from accounts.models import User
from accounts.requests import Site


def send_password_reset(email: str, *, site: Site, now: datetime) -> None:
    """Mail a link to choose a new password if `email` belongs to an active user.

    The visitor does not learn whether it does. Reset mails are throttled like wrong passwords, so
    that repeated requests do not fill a mailbox.
    """
    try:
        attempt = throttle.begin([throttle.reset_key(email)], now=now)
    except TooManyTries:
        return
    attempt.failed()
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return
    token = make_token(user, purpose=RESET, realm=site.realm)
    link = site.base_url + reverse("password-reset-confirm", args=[token])
    minutes = RESET.max_age.seconds // 60
    context = {"user": user, "site": site, "link": link, "minutes": minutes}
    send_after_commit("password_reset", context, to=user.email)
