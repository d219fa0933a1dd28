"""System checks of our own settings and files."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as CheckWarning

from config.translations import catalogues


@register(Tags.security, deploy=True)
def check_mail(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn if invitations and password resets would not be delivered."""
    if settings.EMAIL_URL_IS_SET:
        return []
    return [
        CheckWarning(
            "EMAIL_URL is not set: mails are printed or written to files, and not delivered.",
            hint="Set EMAIL_URL, for example to smtp+tls://USER:PASSWORD@HOST:587.",
            id="config.W001",
        )
    ]


@register(Tags.security, deploy=True)
def check_second_factor(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn if a password alone opens the operator's pages, from which every company is changed."""
    if settings.OPERATOR_SECOND_FACTOR:
        return []
    return [
        CheckWarning(
            "OPERATOR_SECOND_FACTOR is off: operators sign in with a password alone.",
            hint="Leave it unset; operators set up a second factor when they first sign in.",
            id="config.W003",
        )
    ]


def https_problem() -> str:
    """Say why every page would redirect to itself, or return "".

    gunicorn does not terminate TLS here, so only a proxy's header tells that a request was secure.
    """
    if settings.HTTPS and not settings.TRUSTED_PROXIES:
        return (
            "HTTPS is on, but TRUSTED_PROXIES is 0: no request would count as secure, and every "
            "page would redirect to itself. Set TRUSTED_PROXIES=1 for a proxy that terminates TLS "
            "and sets X-Forwarded-Proto, or HTTPS=off to serve plain http."
        )
    return ""


@register(Tags.security, deploy=True)
def check_https(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Report an error if every page would redirect to itself."""
    problem = https_problem()
    return [Error(problem, id="config.E001")] if problem else []


@register(Tags.translation)
def check_catalogues(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn if pages would be in English because the translations are not compiled."""
    stale = ", ".join(path.parts[-3] for path in catalogues.stale() if path.exists())
    if not stale:
        return []
    return [
        CheckWarning(
            f"The translations are not compiled, or are older than their sources: {stale}.",
            hint="Run manage.py compilemessages.",
            id="config.W002",
        )
    ]
