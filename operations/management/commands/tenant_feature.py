"""`tenant_feature`: list what a company has, switch it on and off."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.features import switching
from operations.features.known import STATE
from operations.management.acting import add_slug, find, refusing
from tenants.management.printing import one_line
from tenants.models import Tenant


class Command(BaseCommand):
    """Switch with the same service as the operator's admin."""

    help = (
        "Lists the features of a company, or switches some on and off. Other processes follow "
        "within five seconds."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, --enable, --disable and --dry-run."""
        add_slug(parser)
        parser.add_argument(
            "--enable",
            nargs="+",
            action="extend",
            default=[],
            metavar="NAME[=VALUE]",
            help="switch on; one that has a value gets the new one",
        )
        parser.add_argument(
            "--disable", nargs="+", action="extend", default=[], metavar="NAME", help="switch off"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """List, or change and say what has changed."""
        tenant = find(options["slug"])
        if not options["enable"] and not options["disable"]:
            self._list(tenant)
            return
        with refusing():
            changes = switching.change(
                tenant,
                on=_values(options["enable"]),
                off=options["disable"],
                is_rehearsal=options["dry_run"],
            )
        for sentence in switching.sentences(changes):
            self.stdout.write(one_line(sentence))
        if options["dry_run"] or not changes:
            self.stdout.write("Nothing was changed.")
        else:
            self.stdout.write(self.style.SUCCESS(one_line(f"{tenant.name} is changed.")))

    def _list(self, tenant: Tenant) -> None:
        for standing in switching.standings(tenant):
            feature, state = standing.feature, "off"
            if standing.value is not None:
                state = f"on, {standing.value} {feature.unit}" if feature.unit else "on"
            if standing.used:
                state += f" ({standing.used} in use)"
            self.stdout.write(one_line(f"{feature.name}: {state}. {feature.what}"))
        state = "on" if tenant.state == STATE else "off"
        command = f"suspend_tenant {tenant.slug} --read-only"
        if tenant.state == STATE:
            command = f"resume_tenant {tenant.slug}"
        self.stdout.write(
            f"{STATE}: {state}. People sign in and read. It is a state: manage.py {command}"
        )


def _values(words: list[str]) -> dict[str, str | None]:
    """Return the values by name, None without one."""
    found: dict[str, str | None] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if name in found:
            raise CommandError(f"{name} is given twice. Write it once.")
        # "people-limit=" is a value that is missing, and no switch.
        found[name] = value if equals else None
    return found
