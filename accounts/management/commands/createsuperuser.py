"""`createsuperuser`: Django's own command, for operators."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser

from accounts import addresses
from accounts.exceptions import AddressReserved
from accounts.fields import normalise_email


class Command(createsuperuser.Command):
    """Create an operator, without a warning that public lacks the tenant apps' migrations."""

    requires_migrations_checks = False

    def _validate_username(
        self, username: str, verbose_field_name: str, database: str
    ) -> str | None:
        """Refuse an address that somebody may still take back, too."""
        try:
            addresses.refuse_reserved(normalise_email(username), user_id=None)
        except AddressReserved as error:
            return str(error)
        parent: Any = super()
        refusal: str | None = parent._validate_username(username, verbose_field_name, database)
        return refusal
