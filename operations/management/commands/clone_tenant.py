"""`clone_tenant`: a copy of a company for trials, without the data of its people."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from operations.backups import cloning
from operations.backups.cloning import Wish
from operations.management.acting import add_slug, find, refusing
from tenants.management.printing import one_line


class Command(BaseCommand):
    """Copy with the same service as the operator's admin."""

    help = (
        "Makes another company of one, for trials: its hours, with people who do not exist. Texts, "
        "logos, passwords, PINs, second factors, tablets, logs and jobs are left out, rates are "
        "changed, and no mail is sent to anybody but the owner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add both slugs, and what the copy is to be."""
        add_slug(parser)
        add = parser.add_argument
        add("new", metavar="NEW", help="the slug of the copy")
        add("--name", default="", help='its name (default: that of the original with " (copy)")')
        add("--subdomain", default="", help="the first part of its address (default: the slug)")
        add("--owner-email", default="", help="whom to invite as its owner")
        add("--owner-name", default="", help="the name of the owner")
        add("--seed", default="", help="makes the same people as another copy with this seed")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the copy, or say what would be done."""
        tenant = find(options["slug"])
        names = ("name", "subdomain", "owner_email", "owner_name", "seed")
        wish = Wish(options["new"], **{name: options[name].strip() for name in names})
        with refusing():
            if options["dry_run"]:
                for sentence in cloning.rehearse(tenant, wish):
                    self.stdout.write(one_line(sentence))
                self.stdout.write("Nothing was changed.")
                return
            copy = cloning.clone(tenant, wish)
        self.stdout.write(self.style.SUCCESS(one_line(f"{copy.name} is ready: {copy.base_url}/")))
        if wish.owner_email:
            self.stdout.write(one_line(f"We sent an invitation to {wish.owner_email}."))
        else:
            self.stdout.write("Nobody can sign in until you invite an owner, in the admin.")
