"""The WSGI entry point for gunicorn."""

import os
import sys
from contextlib import suppress

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
try:
    application = get_wsgi_application()
    # The first connection of a process looks whether the login is safe to serve with. A database
    # that does not answer yet is waited for: then the first request of each worker looks.
    with suppress(OperationalError):
        connections["default"].ensure_connection()
    # Neither a connection nor a pool, of which the threads stay behind, is for the workers.
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]
except ImproperlyConfigured as error:
    sys.exit(f"Shiftbook cannot start. {error}")
