"""The WSGI entry point for gunicorn."""

import os
import sys
from contextlib import suppress

import webauthn  # noqa: F401 - read before gunicorn forks, so that no visitor waits for it
from django.conf import settings
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections
from django.urls import get_resolver

from config import checks
from config.http.incoming import ContentTypeGuard

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = ContentTypeGuard(get_wsgi_application())
    if problem := checks.https_problem():
        raise ImproperlyConfigured(problem)
    # The first connection of a process checks whether the login is safe to serve with. If the
    # database is not available yet, the first connection of each worker does.
    with suppress(OperationalError):
        connections["default"].ensure_connection()
    # The first visitor of a worker would wait for the views and the list of common passwords.
    for urls in (settings.ROOT_URLCONF, settings.PUBLIC_URLCONF):
        get_resolver(urls).url_patterns  # noqa: B018 - imports them
    get_default_password_validators()
    # Workers cannot use a forked connection, nor a forked pool, which has lost its threads.
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]
except ImproperlyConfigured as error:
    sys.exit(f"Shiftbook cannot start. {error}")
