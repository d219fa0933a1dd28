"""Mails: rendered at once, in the language of who gets them, and sent by a job after the commit.

A job holds its mail encrypted with a key derived from SECRET_KEY: links in it are as good as
passwords, and the tables of jobs are in every backup.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from email.utils import make_msgid
from smtplib import SMTPRecipientsRefused

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django_tasks import task

from accounts import sealing
from accounts.requests import PUBLIC_REALM, Site

Locale = Callable[[str, int | None, str], AbstractContextManager[object]]
_locales: list[Locale] = []
_PURPOSE = "accounts.mail"
NOWHERE = ".copy.example"
"""Ends the addresses of people who do not exist, in copies of companies. No mail goes there."""
_PERMANENT = 500  # from here on, an SMTP server's answers are final


def use_locale(locale: Locale) -> None:
    """Let the product say in which language and time zone a company's mails are written.

    It gets the three arguments of `locale_of` after the site.
    """
    _locales[:] = [locale]


def locale_of(
    site: Site, to: str = "", *, user_id: int | None = None, otherwise: str = ""
) -> AbstractContextManager[object]:
    """Return a context with the language and time zone of the site's mails.

    The language is what the person with the address `to` has chosen, else the user `user_id`, whose
    address it may have been, else `otherwise` or the company's.

    Takes the product's queries; changes nothing on the base domain.
    """
    return (
        _locales[0](to, user_id, otherwise)
        if _locales and site.realm != PUBLIC_REALM
        else nullcontext()
    )


class MailRefused(Exception):
    """Reports that the mail server refuses the recipient for good."""

    is_permanent = True


class MailUnreadable(Exception):
    """Reports that a mail was encrypted with a secret that is gone."""

    is_permanent = True


def send_after_commit(template: str, context: Mapping[str, object], *, to: str) -> None:
    """Render a mail from `accounts/mail/<template>.txt` now; a job sends it after the commit."""
    subject = render_to_string(f"accounts/mail/{template}_subject.txt", dict(context))
    body = render_to_string(f"accounts/mail/{template}.txt", dict(context))
    post(subject, body, to=to)


def post(subject: str, body: str, *, to: str, headers: Mapping[str, str] | None = None) -> None:
    """Have a mail sent once the current transaction commits, and as often as it takes.

    Its Message-ID is chosen now, so that one that is sent again, after a crash between the sending
    and the note that it was sent, is recognised as the same.
    """
    mail = {
        "subject": " ".join(subject.split()),
        "body": body,
        "to": [to],
        "headers": {
            "Auto-Submitted": "auto-generated",
            "Message-ID": make_msgid(domain=settings.BASE_DOMAIN),
            **(headers or {}),
        },
    }
    deliver.enqueue(sealing.encrypt(json.dumps(mail), _PURPOSE))


@task
def deliver(sealed: str) -> None:
    """Send a mail. Raises MailRefused, MailUnreadable, and errors of the mail server."""
    mail = sealing.decrypt(sealed, _PURPOSE)
    if mail is None:
        raise MailUnreadable
    message = EmailMessage(**json.loads(mail))
    if all(address.lower().endswith(NOWHERE) for address in message.to):
        return
    try:
        message.send()
    except SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        if all(code >= _PERMANENT for code in codes):
            raise MailRefused from None
        raise
