"""Mail sent after commit, but rendered before it, while the company's schema is still active."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext

from django.core.mail import EmailMessage
from django.db import DEFAULT_DB_ALIAS, transaction
from django.template.loader import render_to_string

from accounts.requests import PUBLIC_REALM, Site

Locale = Callable[[str, int | None, str], AbstractContextManager[object]]
_locales: list[Locale] = []


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


def send_after_commit(
    template: str, context: Mapping[str, object], *, to: str, using: str = DEFAULT_DB_ALIAS
) -> None:
    """Render a mail from `accounts/mail/<template>.txt` now and send it once `using` commits.

    A failure of the mail server is logged; the committed transaction stays.
    """
    subject = render_to_string(f"accounts/mail/{template}_subject.txt", dict(context))
    message = EmailMessage(
        subject=" ".join(subject.split()),
        body=render_to_string(f"accounts/mail/{template}.txt", dict(context)),
        to=[to],
        headers={"Auto-Submitted": "auto-generated"},
    )
    transaction.on_commit(message.send, using=using, robust=True)
