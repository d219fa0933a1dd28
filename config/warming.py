"""What gunicorn's master prepares before it forks, so that no worker's first visitor waits."""

import gc
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.db import OperationalError, connections
from django.template.engine import Engine
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils import translation


def warm_up() -> None:
    """Import the views, read the common passwords and the translations, compile the templates.

    Takes about a quarter of a second. Raises ImproperlyConfigured if the database's login is not
    safe to serve with; if the database is not available yet, each worker's first connection does.
    """
    _check_login()
    for urls in (settings.ROOT_URLCONF, settings.PUBLIC_URLCONF):
        get_resolver(urls).url_patterns  # noqa: B018 - imports them
    get_default_password_validators()
    for folder in Engine.get_default().dirs:
        for path in Path(folder).rglob("*.*"):
            get_template(path.relative_to(folder).as_posix())
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            translation.gettext("Sign in")
    # Else the first full collection in each worker walks, and so copies, all of this.
    gc.collect()
    gc.freeze()


def _check_login() -> None:
    with suppress(OperationalError):
        connections["default"].ensure_connection()
    # Workers cannot use a forked connection, nor a forked pool, which has lost its threads.
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]
