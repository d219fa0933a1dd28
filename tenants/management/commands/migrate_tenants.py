"""`migrate_tenants`: bring every company's schema to the newest migrations, or to a named one."""

from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError

from tenants import roles
from tenants.creation import TableMaker
from tenants.exceptions import RolloutRunning, TenantMigrationError, UnknownMigration, UnknownTenant
from tenants.history import behind, to_migrate
from tenants.migrator import Step, TenantMigrator
from tenants.models import Tenant, TenantQuerySet
from tenants.postgresql.switch import OWNER_ALIAS
from tenants.rollout import Outcome, Rollout, only_rollout

NAMED = 20  # companies named in one sentence
Show = Callable[[Outcome], None]


class Command(BaseCommand):
    """One transaction a company, on past a failure; a rerun heals exactly what is left."""

    help = "Brings the companies' schemas to the newest migrations, one transaction each."
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what Django's migrate takes, and what many companies need besides."""
        add = parser.add_argument
        add("app_label", nargs="?", default="", help="migrate this app alone")
        add(
            "migration_name",
            nargs="?",
            default="",
            help='as far as this migration, forwards or back; "zero" takes all of the app back',
        )
        add(
            "--tenant",
            action="append",
            default=[],
            metavar="SLUG",
            help="only this company; may be given several times (default: whoever is behind)",
        )
        add("--jobs", type=_positive, default=1, metavar="N", help="N companies at a time")
        add(
            "--patience",
            type=_positive,
            default=600,
            metavar="SECONDS",
            help="go on trying for so long where a company is in use by another transaction",
        )
        add("--fail-fast", action="store_true", help="begin no other company after a failure")
        add("--fake", action="store_true", help="write migrations down as done, and run none")
        add("--check", action="store_true", help="change nothing; exit 1 if any is behind")
        add("--plan", action="store_true", help="change nothing; list what would run")

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, or only look."""
        try:
            self._handle(**options)
        except OperationalError as error:
            raise CommandError(
                f"The database cannot be reached: {' '.join(str(error).split())}. No company is "
                "half done. Run migrate_tenants again."
            ) from error

    def _handle(self, **options: Any) -> None:
        label = options["app_label"]
        try:
            migrator = TenantMigrator(
                target=(label, options["migration_name"]) if label else None, fake=options["fake"]
            )
            tenants = _named(options["tenant"])
        except UnknownMigration as error:
            raise CommandError(_meant(label, str(error))) from error
        except UnknownTenant as error:
            raise CommandError(str(error)) from error
        if options["check"] or options["plan"]:
            self._look(migrator, tenants, **options)
            return
        try:
            with only_rollout():
                self._migrate(migrator, tenants, **options)
        except RolloutRunning as error:
            raise CommandError(str(error)) from error

    def _look(
        self,
        migrator: TenantMigrator,
        tenants: TenantQuerySet,
        *,
        check: bool,
        plan: bool,
        **options: Any,
    ) -> None:
        """Say who is behind, and with --plan what would run."""
        count = 0
        chosen = tenants if migrator.target else behind(tenants)
        for tenant in chosen.in_pages():
            lacks = _lacks(migrator, tenant) if plan or migrator.target else "behind"
            if lacks:
                self.stdout.write(f"{tenant.slug}: {lacks}")
                count += 1
        self.stdout.write(f"{count} of {tenants.count()} behind.")
        if check and count:
            raise CommandError(f"{count} behind. Run manage.py migrate_tenants.", returncode=1)

    def _migrate(self, migrator: TenantMigrator, tenants: TenantQuerySet, **options: Any) -> None:
        """Roll the migrations out, and sum up; raise CommandError unless all is well."""
        lost = roles.not_admitted()
        chosen = tenants
        if not (options["tenant"] or migrator.target):
            chosen = to_migrate(tenants) | tenants.filter(slug__in=lost)
        rollout = Rollout(
            migrator,
            chosen.in_pages(),
            jobs=options["jobs"],
            patience=options["patience"],
            fail_fast=options["fail_fast"],
            restore=lost,
        )
        waiting = chosen.count()
        through = changed = 0
        failed: list[str] = []
        stopped = ""
        with self._progress(waiting) as show:

            def count(outcome: Outcome) -> None:
                nonlocal through, changed
                show(outcome)
                through += not outcome.busy
                changed += bool(outcome.steps)
                failed.extend([outcome.tenant.slug] * bool(outcome.error and not outcome.busy))

            try:
                with closing(rollout.outcomes()) as outcomes:
                    for outcome in outcomes:
                        count(outcome)
            except KeyboardInterrupt:
                stopped = "Stopped. "
            for outcome in rollout.last_outcomes():
                count(outcome)
        untouched = max(0, waiting - through)
        some = options["tenant"] or migrator.target or untouched
        made = [] if some else _made_meanwhile(tenants, failed)
        current = max(0, tenants.count() - changed - len(failed) - untouched - len(made))
        self.stdout.write(
            f"{changed} migrated, {current} up to date, {len(failed)} failed."
            + (f" {untouched} not begun." if untouched else "")
        )
        if failed or untouched or made:
            raise CommandError(stopped + _what_next(failed, untouched, made))
        if not (options["tenant"] or migrator.target or migrator.fake):
            self._prepare()

    def _prepare(self) -> None:
        """Have the tables of new companies ready, so that the first is made as fast as the next."""
        try:
            TableMaker().prepare()
        except TenantMigrationError as error:
            warning = f"The tables of a new company cannot be made: {error}"
            self.stderr.write(self.style.WARNING(warning))

    @contextmanager
    def _progress(self, total: int) -> Iterator[Show]:
        """Give the function that shows an outcome: by a bar on a terminal, else by a line."""
        if not self.stdout.isatty():
            yield self._line
            return
        from rich.progress import (  # takes a tenth of a second, which a script need not wait
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
                    bar.console.print(_said(outcome), markup=False, highlight=False)
                bar.advance(task, not outcome.busy)
                bar.update(task, rate=f"{bar.tasks[0].speed or 0:,.0f}/s")

            yield show

    def _line(self, outcome: Outcome) -> None:
        if outcome.error and not outcome.busy:
            self.stderr.write(self.style.ERROR(_said(outcome)))
        else:
            self.stdout.write(_said(outcome))


def _named(slugs: list[str]) -> TenantQuerySet:
    """Choose the companies named, or all; raise UnknownTenant."""
    tenants = Tenant.objects.using(OWNER_ALIAS)
    found = [tenants.by_slug(slug).pk for slug in slugs]
    return tenants.filter(pk__in=found) if slugs else tenants.all()


def _meant(label: str, sentence: str) -> str:
    """Help whoever wrote a company's slug where an app belongs."""
    if Tenant.objects.using(OWNER_ALIAS).filter(slug=label).exists():
        return f"{sentence} For one company: migrate_tenants --tenant {label}"
    return sentence


def _lacks(migrator: TenantMigrator, tenant: Tenant) -> str:
    """Say what would run in a company, or why nothing could."""
    try:
        return _names(migrator.pending(tenant))
    except TenantMigrationError as error:
        return f"would fail: {error}"


def _said(outcome: Outcome) -> str:
    slug = outcome.tenant.slug
    if outcome.busy:
        return f"{slug}: in use, will be tried again: {outcome.error}"
    if outcome.error:
        return f"{slug}: failed, unchanged: {outcome.error}"
    return f"{slug}: {_names(outcome.steps) or 'up to date'}"


def _made_meanwhile(tenants: TenantQuerySet, failed: list[str]) -> list[str]:
    """Name who is behind and was not when the run began: the release before goes on making them."""
    return [one.slug for one in behind(tenants).exclude(slug__in=failed).in_pages()]


def _what_next(failed: list[str], untouched: int, made: list[str]) -> str:
    """Say what is left to do."""
    new = f"Made meanwhile, and behind: {_some(made)}. " if made else ""
    if not failed:
        left = new or f"{untouched} not begun. "
        return f"{left}Run migrate_tenants again."
    rest = f" {untouched} were not begun." if untouched else ""
    return (
        f"{new}Failed: {_some(failed)}.{rest} Mend the cause and run migrate_tenants again; it "
        "touches only what is left."
    )


def _some(slugs: list[str]) -> str:
    more = f" and {len(slugs) - NAMED} more" if len(slugs) > NAMED else ""
    return ", ".join(slugs[:NAMED]) + more


def _names(steps: list[Step]) -> str:
    return ", ".join(str(step) for step in steps)


def _positive(raw: str) -> int:
    if not (raw.isascii() and raw.isdigit() and int(raw)):
        raise ArgumentTypeError(f'"{raw}" is not a whole number from 1.')
    return int(raw)
