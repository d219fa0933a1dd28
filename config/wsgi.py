"""The WSGI entry point for gunicorn."""

import os
import sys

import webauthn  # noqa: F401 - read before gunicorn forks, so that no visitor waits for it
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from config import checks
from config.http.incoming import ContentTypeGuard
from config.warming import warm_up

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = ContentTypeGuard(get_wsgi_application())
    if problem := checks.https_problem():
        raise ImproperlyConfigured(problem)
    warm_up()
except ImproperlyConfigured as error:
    sys.exit(f"Shiftbook cannot start. {error}")
