"""`unlock_sign_in`: let someone sign in who has to wait after wrong passwords."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import throttle
from accounts.models import User
from accounts.security import log
from accounts.security.events import Event


class Command(BaseCommand):
    """Unlock an operator or, with tenant_command, someone of a company."""

    help = (
        "Lets someone try to sign in again after wrong passwords: an operator or, with "
        "tenant_command SLUG unlock_sign_in EMAIL, someone at a company."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the e-mail address."""
        parser.add_argument("email", metavar="EMAIL", help="the address they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Unlock the sign-in, and say so."""
        email = options["email"]
        user = User.objects.filter(email=email).first()
        if user is None:
            raise CommandError(
                f'Nobody here signs in as "{email}". For someone at a company: '
                "tenant_command SLUG unlock_sign_in EMAIL"
            )
        throttle.unlock(email)
        log.record(Event.UNLOCKED, user=user)
        self.stdout.write(self.style.SUCCESS(f"{email} can try to sign in again now."))
