"""The drill: serve companies under load, back them up, lose the server, and bring it back."""

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from benchmarks.drill import comparing, site
from benchmarks.drill.companies import OPERATOR, PASSWORD, PERSON, make_companies
from benchmarks.drill.load import Load
from benchmarks.drill.pitr import Archive
from benchmarks.drill.site import Serving
from benchmarks.soak.audit import audit
from benchmarks.soak.companies import Company
from benchmarks.soak.ledger import Entry
from benchmarks.soak.progress import say
from operations.backups import making, public, restoring
from operations.backups.manifest import Manifest
from operations.backups.verifying import opened
from operations.models import Backup
from tenants.context import tenant_context
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.models import Employee

# Requests before the backups, and after them, so that they fall into the load.
BEFORE, AFTER = 200, 100
# Of the operator, which nothing changes between the backup and the comparison.
STILL = ("users", "authenticators", "audit_ends", "tenants_removedtenant", "django_admin_log")


@dataclass
class Found:
    """What the drill knows when the server is lost, none of it from the server itself."""

    companies: list[Company]
    manifests: dict[int, Manifest] = field(default_factory=dict)
    acknowledged: list[Entry] = field(default_factory=list)
    ledger: list[Entry] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)
    public: str = ""
    """Where the backup of the operator's rows is."""


def drill(folder: Path, options: argparse.Namespace) -> list[str]:
    """Run in the folder, and return the differences; print the time of each phase."""
    folder.mkdir(parents=True)
    began = time.monotonic()
    try:
        with phase(f"a server with {options.companies} companies"):
            site.set_up()
            archive = None if options.without_pitr else Archive(folder)
            if archive:
                archive.begin()
            found = Found(list(make_companies(options.companies, options.staff)))
        _use_and_back_up(found, folder, options, archive)
        moment = archive.now() if archive else None
        if archive:
            with phase("an accident: a company is dropped; the WAL is archived"):
                drop_tenant(Tenant.objects.using(OWNER_ALIAS).get(slug=found.companies[0].slug))
                archive.finish()
        with phase("the server is killed, and its data directory deleted"):
            site.lose()
        _from_backups(found, folder, options)
        if archive and moment:
            site.lose()
            with phase("a third server, recovered from base backup and WAL to before the accident"):
                archive.recover(moment)
            with phase("compared with every punch that was acknowledged"):
                _compare_all_punches(found)
        say(f"{time.monotonic() - began:6.1f} s  in all")
        return found.differences
    finally:
        connections.close_all()


@contextmanager
def phase(what: str) -> Iterator[None]:
    """Print how long the block took."""
    began = time.monotonic()
    yield
    say(f"{time.monotonic() - began:6.1f} s  {what}")


def _use_and_back_up(
    found: Found, folder: Path, options: argparse.Namespace, archive: Archive | None
) -> None:
    with Serving(folder) as serving:
        load = Load(
            found.companies,
            port=serving.port,
            clients=options.clients,
            requests=options.requests,
        )
        with load:
            with phase(f"{BEFORE} requests"):
                load.go_on(BEFORE)
            call_command("note_audit_ends", stdout=StringIO(), stderr=StringIO())
            found.acknowledged = load.acknowledged()
            if archive:
                with phase("a base backup of the whole server, under load"):
                    archive.take_base()
            with phase("backups of all companies and of public, under load"):
                _back_up(found)
            with phase(f"{AFTER} requests more"):
                load.go_on(AFTER)
        found.ledger = load.acknowledged()
        found.differences += load.differences()
        say(f"          {load.requests:,} requests, {len(found.ledger):,} punches")
    connections.close_all()


def _back_up(found: Found) -> None:
    for outcome in making.back_up_all(jobs=2):
        if outcome.backup is None:
            found.differences.append(f"{outcome.slug} was not backed up: {outcome.error}")
        else:
            found.manifests[outcome.backup.company] = _manifest(outcome.backup)
    backup = public.back_up_public()
    found.public, found.manifests[public.OWNER.pk] = backup.place, _manifest(backup)


def _manifest(backup: Backup) -> Manifest:
    with opened(backup.place) as contents:
        return contents.manifest


def _from_backups(found: Found, folder: Path, options: argparse.Namespace) -> None:
    with phase("a second, empty server"):
        site.set_up()
    with phase("the operator's rows and every company, from the backups alone"):
        for backup in public.restore_public(found.public).missing:
            restoring.restore(backup.place)
    if options.plant:
        with tenant_context(found.companies[1].tenant):
            Employee.objects.filter(name__startswith="Pat").update(name="Somebody else")
    with phase("compared row for row, trails verified, next ids tried"):
        manifest = found.manifests[public.OWNER.pk]
        found.differences += comparing.public_rows(manifest, STILL)
        for company in found.companies:
            found.differences += _company(company, found)
        found.differences += comparing.trails()
    with phase("everybody signs in"), Serving(folder) as serving:
        found.differences += _visits(found.companies, serving)
    connections.close_all()


def _company(company: Company, found: Found) -> Iterator[str]:
    tenant = Tenant.objects.using(OWNER_ALIAS).filter(pk=company.tenant.pk).first()
    if tenant is None or tenant.slug != company.slug:
        yield f"{company.slug} is not there"
        return
    yield from comparing.company_rows(tenant, found.manifests[tenant.pk])
    yield from comparing.lost(company, found.acknowledged)
    yield from comparing.used_ids(tenant)


def _visits(companies: Sequence[Company], serving: Serving) -> Iterator[str]:
    yield from comparing.sign_in(serving, "localhost", "/admin/login/", OPERATOR, PASSWORD)
    for company in companies:
        host = company.tenant.host
        yield from comparing.sign_in(serving, host, "/login/", PERSON, PASSWORD)
        yield from comparing.session(serving, company)


def _compare_all_punches(found: Found) -> None:
    """Compare the ledger to its end: unlike backups, the WAL has what came after them."""
    findings = audit(found.companies, found.ledger)
    if not findings.clean:
        found.differences += findings.examples
    found.differences += comparing.trails()
