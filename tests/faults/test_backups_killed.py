"""Backups and restores, killed again and again."""

import random
from pathlib import Path
from typing import Any

from operations.backups import catalogue, making
from operations.backups.verifying import opened, verify
from operations.models import Backup
from tenants.backups import runs, switching
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.digest import digest
from tests.faults.forking import nursery
from tests.faults.killing import COMMANDS, company, kill_amid, leftovers, no_transaction, took
from tests.waiting import wait_until
from timetracking.models import Employee, Location

__all__ = ["company"]
KILLS = 20
MODULES = (f"{COMMANDS}.backup_tenant", f"{COMMANDS}.restore_tenant", "pyrage")


def test_a_killed_backup_leaves_no_file_that_looks_whole(
    company: Tenant, tmp_path: Path, settings: Any
) -> None:
    folder = tmp_path / "backups"
    settings.BACKUP_DIR = str(folder)
    seed = random.randrange(10**6)
    chance, amid = random.Random(seed), 0
    with nursery(*MODULES, BACKUP_DIR=str(folder)) as commands:
        took(commands, "backup_tenant", company.slug)  # the first one takes longer
        longest = took(commands, "backup_tenant", company.slug)
        for _ in range(KILLS):
            amid += kill_amid(commands, chance, longest, "backup_tenant", company.slug)
            for file in folder.glob("[!.]*"):
                with opened(str(file)) as contents:
                    assert contents.manifest.company_id == company.pk
    assert amid >= KILLS / 4, f"nearly every run was over before it was killed, seed {seed}"
    unfinished = Backup.objects.using(OWNER_ALIAS).filter(size=None)
    wait_until(lambda: not any(runs.is_at_work(backup.run) for backup in unfinished.all()))
    list(catalogue.tidy())
    files = {str(file) for file in folder.iterdir()}
    rows = Backup.objects.using(OWNER_ALIAS).filter(company=company.pk)
    assert files == set(rows.values_list("place", flat=True)), f"seed {seed}"
    assert not rows.filter(size=None).exists()
    verify(making.back_up(company).place)


def test_a_killed_restore_leaves_one_company_or_the_other(
    company: Tenant, tmp_path: Path, settings: Any
) -> None:
    settings.BACKUP_DIR = str(tmp_path)
    place = making.back_up(company).place
    old = people(company)
    seed = random.randrange(10**6)
    chance, amid = random.Random(seed), 0
    with nursery(*MODULES, BACKUP_DIR=str(tmp_path)) as commands:
        took(commands, "restore_tenant", place)
        longest = took(commands, "restore_tenant", place)
        for number in range(KILLS):
            with tenant_context(company):
                Location.objects.get_or_create(name=f"Since {number}")
                Employee.objects.filter(name="Person 7").update(name=f"Changed {number}")
            new, kept = people(company), len(switching.kept_schemas(company.slug))
            amid += kill_amid(commands, chance, longest, "restore_tenant", place)
            wait_until(no_transaction)
            is_done = len(switching.kept_schemas(company.slug)) > kept
            assert people(company) == (old if is_done else new), f"seed {seed}"
            assert leftovers() == 0
    assert amid >= KILLS / 4, f"nearly every run was over before it was killed, seed {seed}"
    for schema, *_ in switching.kept_schemas(company.slug):
        switching.drop_kept(schema)


def people(company: Tenant) -> str:
    return digest(company)["employees"]
