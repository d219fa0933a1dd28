"""Mail sent after commit, but rendered before it, while the company's schema is still active."""

from collections.abc import Mapping

from django.core.mail import EmailMessage
from django.db import DEFAULT_DB_ALIAS, transaction
from django.template.loader import render_to_string


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
