"""`invite_company`: make a link with which somebody signs a company up."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from accounts.security import log
from accounts.security.events import Event
from operations.signup.invitations import DAYS, MOST_DAYS, invite
from tenants.context import public_context


class Command(BaseCommand):
    """Make an invitation with the same service as the operator's admin."""

    help = "Prints a link with which one company is signed up, and mails it if asked to."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the address and the number of days."""
        languages = [code for code, _ in settings.LANGUAGES]
        parser.add_argument("--email", default="", help="mail it, and let no other address use it")
        parser.add_argument(
            "--language", default="en", choices=languages, help="of the mail (default: en)"
        )
        parser.add_argument(
            "--days", type=int, default=DAYS, help=f"how long it works (default: {DAYS})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the invitation and print its link."""
        email, days = options["email"].strip(), options["days"]
        if settings.SIGNUP == "off":
            raise CommandError("SIGNUP is off. Set SIGNUP=invite, and restart the web servers.")
        if not 1 <= days <= MOST_DAYS:
            raise CommandError(f"Write --days from 1 to {MOST_DAYS}.")
        try:
            if email:
                validate_email(email)
        except ValidationError:
            raise CommandError(f'"{email}" is not an e-mail address.') from None
        with public_context(), transaction.atomic(), override(options["language"]):
            invitation = invite(email, days=days, now=timezone.now())
            log.record(Event.COMPANY_INVITED, detail={"by": "invite_company"})
        self.stdout.write(invitation.link)
