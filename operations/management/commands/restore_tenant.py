"""`restore_tenant`: restore a company from a backup, and take that back."""

import sys
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from operations.backups import public, restoring
from operations.backups.errors import BackupError
from operations.backups.restoring import Restored
from operations.backups.verifying import opened
from operations.management.acting import add_trusted
from tenants.exceptions import TenantError
from tenants.management.printing import one_line
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS


class Command(BaseCommand):
    """Restore with the same service as the operator's admin."""

    help = (
        "Restores a backup beside the living company, verifies it, and switches in one step while "
        "the company is served. Interrupted at any moment, it has changed nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the file or the slug, and the options."""
        add = parser.add_argument
        add(
            "file",
            metavar="FILE",
            nargs="?",
            default="",
            help="its path, address, or name in BACKUP_DIR; with --undo: a slug",
        )
        add(
            "--missing",
            action="store_true",
            help="the newest backup of each company that is not here: after restore_public",
        )
        add("--as", dest="slug", default="", metavar="SLUG", help="restore it as another company")
        add("--subdomain", default="", help="of a company that is not there yet: its address")
        add("--undo", action="store_true", help="bring back what the last restore of SLUG replaced")
        add("--yes", action="store_true", help="do not ask")
        add("--dry-run", action="store_true", help="do it on trial, and change nothing")
        add_trusted(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, restore, and say how to take it back."""
        if options["undo"] and options["slug"]:
            raise CommandError("--undo takes no --as.")
        if options["missing"] == bool(options["file"]):
            raise CommandError("Write a file, or --missing.")
        if options["dry_run"] and (options["undo"] or options["missing"]):
            raise CommandError("--dry-run takes a file, without --undo and --missing.")
        try:
            if options["missing"]:
                self._missing(options)
            elif options["undo"]:
                self._undo(options)
            else:
                self._restore(options)
        except ValidationError as error:
            raise CommandError(one_line(" ".join(error.messages))) from error
        except (BackupError, TenantError, DatabaseError) as error:
            raise CommandError(one_line(f"{error} Nothing was changed.")) from error

    def _undo(self, options: dict[str, Any]) -> None:
        tenant = Tenant.objects.using(OWNER_ALIAS).by_slug(options["file"])
        self._ask(
            tenant.slug,
            f"Bring back {tenant.name} as it was before its last restore? What people did since "
            "then is set aside.",
            options,
        )
        kept = restoring.undo(tenant)
        line = f"{tenant.name} is as before the restore. Set aside as {kept}."
        self.stdout.write(self.style.SUCCESS(one_line(line)))

    def _missing(self, options: dict[str, Any]) -> None:
        failed = []
        for backup in public.missing():
            try:
                self._report(restoring.restore(backup.place, trusted=options["trusted"]))
            except (BackupError, TenantError, DatabaseError, ValidationError) as error:
                failed.append(backup.slug)
                line = one_line(f"{backup.slug}: not restored: {error}")
                self.stderr.write(self.style.ERROR(line))
        if failed:
            raise CommandError(f"Not restored: {', '.join(failed)}. The others are.")

    def _restore(self, options: dict[str, Any]) -> None:
        if not options["slug"] and not options["dry_run"] and self._asks(options):
            with opened(options["file"], trusted=options["trusted"]) as contents:
                manifest = contents.manifest
            self._ask(
                manifest.slug,
                f"Put {manifest.name} back to {manifest.taken_at}? What people did since then is "
                "set aside, and can be brought back with --undo.",
                options,
            )
        done = restoring.restore(
            options["file"],
            slug=options["slug"],
            subdomain=options["subdomain"],
            trusted=options["trusted"],
            is_rehearsal=options["dry_run"],
        )
        if options["dry_run"]:
            self._report_rehearsal(done)
        else:
            self._report(done)

    def _report_rehearsal(self, done: Restored) -> None:
        manifest, tenant = done.manifest, done.tenant
        rows = sum(facts.rows for facts in manifest.tables.values())
        self.stdout.write(
            one_line(
                f"{tenant.name} ({tenant.slug}) would be as at {manifest.taken_at}, with {rows:,} "
                f"rows in {len(manifest.tables)} tables, at {tenant.base_url}/"
            )
        )
        if done.kept:
            self.stdout.write("What it has now would be kept, to be brought back with --undo.")
        if done.warning:
            self.stdout.write(self.style.WARNING(one_line(done.warning)))
        self.stdout.write("Nothing was changed.")

    def _report(self, done: Restored) -> None:
        tenant = done.tenant
        line = (
            f"{tenant.name} ({tenant.slug}) is as at {done.manifest.taken_at}: {tenant.base_url}/"
        )
        self.stdout.write(self.style.SUCCESS(one_line(line)))
        if done.kept:
            self.stdout.write(
                f"What it replaced is kept as {done.kept}. To take the restore back: "
                f"manage.py restore_tenant {tenant.slug} --undo"
            )
        if done.warning:
            self.stdout.write(self.style.WARNING(one_line(done.warning)))
        if done.has_noted_end:
            self.stdout.write(
                "The end of its audit trail was noted after the backup. Once you have compared: "
                f"manage.py note_audit_ends {tenant.slug} --anew"
            )

    def _asks(self, options: dict[str, Any]) -> bool:
        return not options["yes"] and sys.stdin is not None and sys.stdin.isatty()

    def _ask(self, slug: str, question: str, options: dict[str, Any]) -> None:
        if not self._asks(options):
            return
        self.stdout.write(one_line(question))
        if input("Type the slug to go on: ").strip() != slug:
            raise CommandError("Nothing was changed.")
