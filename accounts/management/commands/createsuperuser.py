"""`createsuperuser`: Django's own, for an operator."""

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    """Makes an operator; does not take the companies' apps for migrations that public lacks."""

    requires_migrations_checks = False
