"""`createsuperuser`: Django's own command, for operators."""

from django.contrib.auth.management.commands import createsuperuser


class Command(createsuperuser.Command):
    """Create an operator, without a warning that public lacks the tenant apps' migrations."""

    requires_migrations_checks = False
