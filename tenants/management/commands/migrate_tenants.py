"""`migrate_tenants`: migrate the companies' schemas, to the latest migrations or a named one."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from tenants import roles
from tenants.creation import TableCreator
from tenants.exceptions import RolloutRunning, TenantMigrationError, UnknownMigration, UnknownTenant
from tenants.history import tenants_behind, tenants_to_migrate
from tenants.management.printing import one_line
from tenants.migrator import Step, TenantMigrator
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.rollout import Outcome, Rollout, only_rollout

MAX_NAMED = 20  # companies listed in one message
Show = Callable[[Outcome], None]


@dataclass
class _Counts:
    """Counts the outcomes of a rollout."""

    finished: int = 0
    changed: int = 0
    failed: list[str] = field(default_factory=list)
    interrupted: bool = False

    def add(self, outcome: Outcome) -> None:
        """Count the outcome. A busy company is not finished."""
        if outcome.busy:
            return
        self.finished += 1
        self.changed += bool(outcome.steps)
        if outcome.error:
            self.failed.append(outcome.tenant.slug)


class Command(BaseCommand):
    """Migrates each company in a transaction; another run continues with those that failed."""

    help = "Migrates the companies' schemas, each in one transaction."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the arguments of Django's migrate, and those for many companies."""
        add = parser.add_argument
        add("app_label", nargs="?", default="", help="migrate only this app")
        add(
            "migration_name",
            nargs="?",
            default="",
            help='migrate forwards or backwards to this migration; "zero" unapplies all of the app',
        )
        add(
            "--tenant",
            action="append",
            default=[],
            metavar="SLUG",
            help="only this company; may be repeated (default: all that are behind)",
        )
        add("--jobs", type=_positive, default=1, metavar="N", help="N companies at a time")
        add(
            "--patience",
            type=_positive,
            default=600,
            metavar="SECONDS",
            help="how long to retry a company that another transaction is using",
        )
        add("--fail-fast", action="store_true", help="start no other company after a failure")
        add("--fake", action="store_true", help="record migrations as applied without running them")
        add("--check", action="store_true", help="change nothing; exit 1 if any is behind")
        add("--plan", action="store_true", help="change nothing; list what would run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or only show what is behind."""
        try:
            self._handle(**options)
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached: {' '.join(str(error).split())}. No company is "
                "partly migrated. Run migrate_tenants again."
            ) from error

    def _handle(self, **options: Any) -> None:
        label = options["app_label"]
        try:
            migrator = TenantMigrator(
                target=(label, options["migration_name"]) if label else None, fake=options["fake"]
            )
            tenants = _select(options["tenant"])
        except UnknownMigration as error:
            raise CommandError(_explain_unknown(label, str(error))) from error
        except UnknownTenant as error:
            raise CommandError(str(error)) from error
        if options["check"] or options["plan"]:
            self._show_pending(migrator, tenants, **options)
            return
        try:
            with only_rollout():
                self._migrate(migrator, tenants, **options)
        except RolloutRunning as error:
            raise CommandError(str(error)) from error

    def _show_pending(
        self,
        migrator: TenantMigrator,
        tenants: TenantQuerySet,
        *,
        check: bool,
        plan: bool,
        **options: Any,
    ) -> None:
        """List the companies that are behind and, with --plan, what would run."""
        count = 0
        candidates = tenants if migrator.target else tenants_behind(tenants)
        for tenant in candidates.in_pages():
            pending = _pending(migrator, tenant) if plan or migrator.target else "behind"
            if pending:
                self.stdout.write(f"{tenant.slug}: {pending}")
                count += 1
        self.stdout.write(f"{count} of {tenants.count()} behind.")
        if check and count:
            raise CommandError(f"{count} behind. Run manage.py migrate_tenants.", returncode=1)

    def _migrate(self, migrator: TenantMigrator, tenants: TenantQuerySet, **options: Any) -> None:
        """Migrate the companies and print a summary; raise CommandError if any is not done."""
        without_access = roles.slugs_without_access()
        selected = tenants
        if not (options["tenant"] or migrator.target):
            selected = tenants_to_migrate(tenants) | tenants.filter(slug__in=without_access)
        rollout = Rollout(
            migrator,
            selected.in_pages(),
            jobs=options["jobs"],
            patience=options["patience"],
            fail_fast=options["fail_fast"],
            restore=without_access,
        )
        total = selected.count()
        counts = self._run(rollout, total)
        failed, not_started = counts.failed, max(0, total - counts.finished)
        is_partial = options["tenant"] or migrator.target or not_started
        new = [] if is_partial else _new_and_behind(tenants, failed)
        current = tenants.count() - counts.changed - len(failed) - not_started - len(new)
        self.stdout.write(
            f"{counts.changed} migrated, {max(0, current)} up to date, {len(failed)} failed."
            + (f" {not_started} not started." if not_started else "")
        )
        if failed or not_started or new:
            stopped = "Stopped. " if counts.interrupted else ""
            raise CommandError(stopped + _next_step(failed, not_started, new))
        if not (options["tenant"] or migrator.target or migrator.fake):
            self._prepare()

    def _run(self, rollout: Rollout, total: int) -> "_Counts":
        """Run the rollout, until Ctrl-C if it comes; show and count the outcomes."""
        counts = _Counts()
        with self._progress(total) as show:
            try:
                with closing(rollout.outcomes()) as outcomes:
                    for outcome in outcomes:
                        show(outcome)
                        counts.add(outcome)
            except KeyboardInterrupt:
                counts.interrupted = True
            for outcome in rollout.last_outcomes():
                show(outcome)
                counts.add(outcome)
        return counts

    def _prepare(self) -> None:
        """Prepare the tables of new companies, so that creating the first one is fast too."""
        try:
            TableCreator().prepare()
        except TenantMigrationError as error:
            warning = f"The tables of a new company cannot be created: {error}"
            self.stderr.write(self.style.WARNING(warning))

    @contextmanager
    def _progress(self, total: int) -> Iterator[Show]:
        """Yield a function that shows an outcome, on a terminal in a progress bar."""
        if not self.stdout.isatty():
            yield self._print_outcome
            return
        from rich.progress import (  # slow to import, and only needed on a terminal
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeRemainingColumn,
        )

        columns = BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}")
        with Progress(TextColumn("companies"), *columns, TimeRemainingColumn()) as bar:
            task = bar.add_task("companies", total=total, rate="")

            def show(outcome: Outcome) -> None:
                if outcome.error:
                    bar.console.print(_describe(outcome), markup=False, highlight=False)
                bar.advance(task, not outcome.busy)
                bar.update(task, rate=f"{bar.tasks[0].speed or 0:,.0f}/s")

            yield show

    def _print_outcome(self, outcome: Outcome) -> None:
        if outcome.error and not outcome.busy:
            self.stderr.write(self.style.ERROR(_describe(outcome)))
        else:
            self.stdout.write(_describe(outcome))


def _select(slugs: list[str]) -> TenantQuerySet:
    """Return the companies with these slugs, or all; raise UnknownTenant."""
    tenants = Tenant.objects.using(OWNER_ALIAS)
    ids = [tenants.by_slug(slug).pk for slug in slugs]
    return tenants.present().filter(pk__in=ids) if slugs else tenants.present()


def _explain_unknown(label: str, message: str) -> str:
    """Add a hint where the label is a company's slug instead of an app."""
    if Tenant.objects.using(OWNER_ALIAS).filter(slug=label).exists():
        return f"{message} For one company: migrate_tenants --tenant {label}"
    return message


def _pending(migrator: TenantMigrator, tenant: Tenant) -> str:
    """Return what would run in a company, or why nothing could."""
    try:
        return _names(migrator.pending(tenant))
    except TenantMigrationError as error:
        return one_line(f"would fail: {error}")


def _describe(outcome: Outcome) -> str:
    slug = outcome.tenant.slug
    if outcome.busy:
        return one_line(f"{slug}: in use, will be retried: {outcome.error}")
    if outcome.error:
        return one_line(f"{slug}: failed, unchanged: {outcome.error}")
    return f"{slug}: {_names(outcome.steps) or 'up to date'}"


def _new_and_behind(tenants: TenantQuerySet, failed: list[str]) -> list[str]:
    """Return the companies that the previous release created during this run."""
    new = tenants_behind(tenants).exclude(slug__in=failed)
    return [tenant.slug for tenant in new.in_pages()]


def _next_step(failed: list[str], not_started: int, new: list[str]) -> str:
    """Return what is left to do."""
    created = f"Created during this run, and behind: {_shorten(new)}. " if new else ""
    if not failed:
        unfinished = created or f"{not_started} not started. "
        return f"{unfinished}Run migrate_tenants again."
    unstarted = f" {not_started} were not started." if not_started else ""
    return (
        f"{created}Failed: {_shorten(failed)}.{unstarted} Fix the cause and run migrate_tenants "
        "again; it changes only what is left."
    )


def _shorten(slugs: list[str]) -> str:
    more = f" and {len(slugs) - MAX_NAMED} more" if len(slugs) > MAX_NAMED else ""
    return ", ".join(slugs[:MAX_NAMED]) + more


def _names(steps: list[Step]) -> str:
    return ", ".join(str(step) for step in steps)


def _positive(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and int(raw)):
        raise ArgumentTypeError(f'"{raw}" is not a positive whole number.')
    return int(raw)
