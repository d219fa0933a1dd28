"""What the commands that change a company's state have in common: rehearsing, asking, refusing."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from operations import states
from operations.backups.errors import BackupError
from tenants.exceptions import TenantError
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.states import Act


def add_slug(parser: CommandParser) -> None:
    """Add the slug and --dry-run."""
    parser.add_argument("slug", metavar="SLUG", help="the company, as in list_tenants")
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be done, and change nothing"
    )


def add_place(parser: CommandParser, *, each: str = "it") -> None:
    """Add --to and --verify, of commands that write backups."""
    parser.add_argument(
        "--to",
        default="",
        metavar="PLACE",
        help="a folder, or s3://BUCKET/PREFIX (default: BACKUP_DIR)",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help=f"restore {each} on trial at once, as verify_backup",
    )


def add_file(parser: CommandParser) -> None:
    """Add the file and --trusted, of commands that read a backup."""
    parser.add_argument("file", metavar="FILE", help="its path, address, or name in BACKUP_DIR")
    add_trusted(parser)


def add_trusted(parser: CommandParser) -> None:
    """Add --trusted."""
    parser.add_argument(
        "--trusted",
        action="store_true",
        help="accept a backup of an installation with another SECRET_KEY: its SQL is run",
    )


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what refuses an act into the command's error."""
    try:
        yield
    except ValidationError as error:
        raise CommandError(one_line(" ".join(error.messages))) from error
    except (BackupError, TenantError, DatabaseError) as error:
        raise CommandError(one_line(str(error))) from error


def find(slug: str) -> Tenant:
    """Return the company; raise CommandError with the closest slug."""
    with refusing():
        return Tenant.objects.using(OWNER_ALIAS).by_slug(slug)


def rehearse(command: BaseCommand, tenant: Tenant, act: Act) -> None:
    """Print what the act would do."""
    with refusing():
        for sentence in states.rehearse(tenant, act):
            command.stdout.write(one_line(sentence))
    command.stdout.write("Nothing was changed.")


def ask(command: BaseCommand, tenant: Tenant, question: str) -> None:
    """Have the slug typed at a terminal; elsewhere nobody is there to ask."""
    if not at_terminal():
        return
    command.stdout.write(one_line(question))
    if input("Type the slug to go on: ").strip() != tenant.slug:
        raise CommandError("Nothing was changed.")


def at_terminal() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty()
