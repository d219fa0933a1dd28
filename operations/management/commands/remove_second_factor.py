"""`remove_second_factor`: for someone who lost their device and recovery codes."""

from contextlib import AbstractContextManager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.factors import managing
from accounts.fields import normalise_email
from accounts.models import User
from accounts.requests import Site
from operations.management.acting import refusing
from tenants.context import public_context, tenant_context
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.resolver import PUBLIC_SITE


class Command(BaseCommand):
    """Remove the second factor of an operator, or of someone at a company, and tell them by mail.

    An owner can do so for their colleagues; this is for the last owner and for operators.
    """

    help = "Removes someone's second factor and recovery codes, signs them out and e-mails them."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the address, and the company."""
        parser.add_argument("email", metavar="EMAIL", help="what they sign in with")
        parser.add_argument("--company", metavar="SLUG", help="without it: an operator")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove it, and say whether there was one."""
        site, context = self._place(options["company"])
        email = normalise_email(options["email"])
        if not email.isprintable():  # which the server cannot be asked for, or nobody can read
            raise CommandError(one_line(f"{email} is no e-mail address."))
        with context, transaction.atomic():
            user = User.objects.filter(email=email).first()
            if user is None:
                raise CommandError(one_line(f"Nobody signs in with {email} at {site.name}."))
            removed = managing.remove_all(user, site=site)
        if not removed:
            raise CommandError(one_line(f"{email} has no second factor at {site.name}."))
        self.stdout.write(
            self.style.SUCCESS(
                one_line(f"{email} signs in with just the password at {site.name} now.")
            )
        )

    def _place(self, slug: str | None) -> tuple[Site, AbstractContextManager[Any]]:
        if not slug:
            return PUBLIC_SITE, public_context()
        with refusing(), public_context():
            tenant = Tenant.objects.by_slug(slug)
        return tenant, tenant_context(tenant)
