"""Checks of our own settings and files."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning

from config.translations import catalogues


@register(Tags.security, deploy=True)
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where invitations and resets would go to nobody's inbox."""
    if settings.EMAIL_URL_IS_SET:
        return []
    return [
        CheckWarning(
            "EMAIL_URL is not set: mails are printed or kept in files, and reach nobody.",
            hint="Set EMAIL_URL, such as smtp+tls://USER:PASSWORD@HOST:587.",
            id="config.W001",
        )
    ]


@register(Tags.translation)
def check_catalogues(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn where people would read English for want of a step of the set-up."""
    stale = ", ".join(path.parts[-3] for path in catalogues.stale() if path.exists())
    if not stale:
        return []
    return [
        CheckWarning(
            f"The translations are not compiled, or older than their source: {stale}.",
            hint="Run manage.py compilemessages.",
            id="config.W002",
        )
    ]
