"""A check of a deployment: that somebody does what is due."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Tags, register
from django.core.checks import Warning as CheckWarning
from django.core.exceptions import ImproperlyConfigured
from django.db import Error

from tenants import wakeups
from tenants.context import public_context

PATIENCE = timedelta(minutes=10)


@register(Tags.security, deploy=True)
def check_worker(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn if jobs wait and no worker seems to run; say nothing before there is a database."""
    try:
        with public_context():
            waited = wakeups.figures().oldest
    except (Error, ImproperlyConfigured):  # reported by other checks, and by whatever needs it
        return []
    if waited < PATIENCE:
        return []
    return [
        CheckWarning(
            f"Jobs have been waiting for {waited.total_seconds() / 60:.0f} minutes: mails are not "
            "sent.",
            hint="Run manage.py run_worker as a service beside gunicorn.",
            id="jobs.W001",
        )
    ]
