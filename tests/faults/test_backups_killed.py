"""Backups and restores, killed again and again."""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from operations.backups import catalogue, making
from operations.backups.verifying import opened, verify
from operations.models import Backup
from tenants.backups import runs, switching
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.digest import digest
from tests.faults.forking import Nursery, nursery
from tests.waiting import wait_until
from timetracking.models import Employee, Location

KILLS = 20
COMMANDS = "operations.management.commands"
MODULES = (f"{COMMANDS}.backup_tenant", f"{COMMANDS}.restore_tenant", "pyrage")
Make = Callable[..., Tenant]


@pytest.fixture
def company(fresh_company: Make) -> Iterator[Tenant]:
    """Return a company with a few thousand rows."""
    made = fresh_company()
    with tenant_context(made):
        Employee.objects.bulk_create(Employee(name=f"Person {n}") for n in range(3000))
    yield made
    Backup.objects.using(OWNER_ALIAS).filter(company=made.pk).delete()


def kill_amid(commands: Nursery, chance: random.Random, longest: float, *command: str) -> bool:
    """Kill the command at any moment of its usual time; return whether it was still at work."""
    process = commands.begin(*command)
    time.sleep(chance.uniform(0, longest))
    os.kill(process, signal.SIGKILL)
    return commands.end() == -signal.SIGKILL


def took(commands: Nursery, *command: str) -> float:
    begun = time.monotonic()
    commands.begin(*command)
    assert commands.end() == 0
    return time.monotonic() - begun


def no_transaction() -> bool:
    """Say whether the server has noticed the end of all of the owner's processes."""
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT NOT EXISTS (SELECT FROM pg_stat_activity WHERE usename = current_user"
            " AND datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle')"
        )
        return bool(cursor.fetchone()[0])


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


def leftovers() -> int:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'restoring%'")
        return int(cursor.fetchone()[0])
