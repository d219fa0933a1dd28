#!/usr/bin/env python
"""Shiftbook's command line; without DATABASE_URL it starts the embedded PostgreSQL if needed."""

import os
import sys

WITHOUT_DATABASE = {"collectstatic", "compilemessages", "help", "makemessages", "version"}


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from config.local import embedded
    from tenants.context import public_context

    try:
        from config import settings

        if settings.LOCAL and not WITHOUT_DATABASE.intersection(sys.argv[1:2] or ["help"]):
            embedded.ensure_running(settings.DATA_DIR)
    except (ImproperlyConfigured, embedded.EmbeddedPostgresError) as error:
        sys.exit(f"Shiftbook cannot start. {error}")
    # Commands run in public; tenant_command enters a company.
    try:
        with public_context():
            execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:  # for example a login that is not safe to use
        sys.exit(f"Shiftbook cannot run the command. {error}")


if __name__ == "__main__":
    main()
