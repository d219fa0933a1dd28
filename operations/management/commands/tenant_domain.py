"""`tenant_domain`: give a company a domain of its own, prove it, and take it away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from operations.domains import acting, wording
from operations.domains.errors import NotProven
from operations.domains.proving import record_of
from operations.management.acting import add_slug, ask, find, refusing
from tenants.management.printing import one_line
from tenants.models import Domain, Tenant
from tenants.postgresql.switch import OWNER_ALIAS

_ACTS = {
    "add": "claim the domain, and print the DNS record that proves it",
    "verify": "look for the record and, if it is there, serve the domain",
    "main": "make the domain the main address, which mails name",
    "not_main": "make the address below the base domain the main one again",
    "remove": "remove the domain: its host is refused",
}
_ASKED = frozenset({"main", "not_main", "remove"})


class Command(BaseCommand):
    """Change domains with the same services as the operator's admin."""

    help = (
        "Serves a company at a domain of its own, beside the address below the base domain: --add "
        "it, create the DNS record that is printed, --verify it, and make it the --main address. "
        "Without an action it lists the company's domains."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the slug, the domain, the actions, --dry-run and --yes."""
        add_slug(parser)
        parser.add_argument("domain", metavar="DOMAIN", nargs="?", default="")
        acts = parser.add_mutually_exclusive_group()
        for act, text in _ACTS.items():
            acts.add_argument(
                f"--{act.replace('_', '-')}", dest="act", action="store_const", const=act, help=text
            )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked for, and say what comes next."""
        tenant, name, act = find(options["slug"]), options["domain"], options["act"]
        if not act and not name:
            self._list(tenant)
            return
        if not act or not name:
            choices = ", ".join(f"--{act.replace('_', '-')}" for act in _ACTS)
            raise CommandError(f"Write a domain and one of: {choices}.")
        if options["dry_run"] or act in _ASKED:
            with _refusing():
                for sentence in acting.rehearse(tenant, act, name):
                    self.stdout.write(one_line(sentence))
        if options["dry_run"]:
            self.stdout.write("Nothing was changed.")
            return
        if act in _ASKED and not options["yes"]:
            ask(self, tenant, "Go on?")
        with _refusing():
            self._act(tenant, act, name)

    def _act(self, tenant: Tenant, act: str, name: str) -> None:
        if act == "add":
            domain = acting.add(tenant, name)
            record = record_of(domain)
            self.stdout.write(
                f"Create this record:\n  {record.name}  TXT  {record.value}\n"
                f"{wording.pointing(domain)}\n"
                f"Then: manage.py tenant_domain {tenant.slug} {domain.name} --verify"
            )
            return
        if act == "verify":
            domain = acting.verify(tenant, name)
            said = f"{domain.name} is verified: {wording.standing(tenant, domain)}."
        elif act == "remove":
            acting.remove(tenant, name)
            said = f"It is removed. {tenant.name}: {tenant.base_url}/"
        else:
            acting.make_main(tenant, name if act == "main" else "")
            said = f"{tenant.name}: {tenant.base_url}/"
        self.stdout.write(self.style.SUCCESS(one_line(said)))

    def _list(self, tenant: Tenant) -> None:
        self.stdout.write(one_line(f"{tenant.name}: {tenant.base_url}/"))
        for domain in Domain.objects.using(OWNER_ALIAS).filter(company_id=tenant.pk):
            record = record_of(domain)
            standing = wording.standing(tenant, domain)
            self.stdout.write(f"{domain.name}: {standing}\n  {record.name}  TXT  {record.value}")
            if problem := wording.last_problem(domain):
                self.stdout.write(f"  {problem}")


@contextmanager
def _refusing() -> Iterator[None]:
    """Turn what refuses an act, or a look-up that found nothing, into the command's error."""
    try:
        with refusing():
            yield
    except NotProven as error:
        raise CommandError(f"{error} Nothing was changed.") from error
