"""How long backups and what restores have replaced are kept."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from operations.backups import keeping, making, restoring
from operations.models import Backup
from tenants.backups import switching
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def test_old_backups_go_but_the_newest_and_the_newest_verified_stay(
    company: Tenant, folder: Path, settings: Any
) -> None:
    settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_COUNT = 30, 2
    folder.mkdir()
    # The first is from a time when the clock ran ahead, and does not stand for a later one.
    ages = [-400, 0, 10, 20, 40, 50, 60, 70]
    for age in ages:
        file = folder / f"{age}.tar"
        file.touch()
        Backup.objects.using(OWNER_ALIAS).create(
            slug=company.slug,
            company=company.pk,
            place=str(file),
            run=0,
            size=1,
            taken_at=NOW - timedelta(days=age),
            verified_at=NOW if age in (-400, 50, 60) else None,
        )
    said = list(keeping.prune_backups(now=NOW))
    left = {int(file.stem) for file in folder.iterdir()}
    assert left == {-400, 0, 10, 20, 50}
    assert len(said) == 3
    rows = Backup.objects.using(OWNER_ALIAS).filter(company=company.pk)
    assert rows.count() == 5
    # However old, the newest ones stay.
    assert list(keeping.prune_backups(now=NOW + timedelta(days=900))) != []
    assert {int(file.stem) for file in folder.iterdir()} == {-400, 0}


def test_backups_that_stay_are_not_read(company: Tenant, folder: Path, settings: Any) -> None:
    settings.BACKUP_KEEP_DAYS, settings.BACKUP_KEEP_COUNT = 30, 2
    folder.mkdir()
    rows = Backup.objects.using(OWNER_ALIAS)
    for company_id in (company.pk, company.pk + 1000):
        rows.bulk_create(
            Backup(
                slug=company.slug,
                company=company_id,
                place=f"{folder}/{company_id}-{age}.tar",
                run=0,
                size=1,
                taken_at=NOW - timedelta(days=age),
            )
            for age in range(40)
        )
    read: list[Backup] = []

    def remember(instance: Backup, **kwargs: Any) -> None:
        read.append(instance)

    post_init.connect(remember, sender=Backup)
    try:
        with CaptureQueriesContext(connections[OWNER_ALIAS]) as queries:
            assert len(list(keeping.prune_backups(now=NOW))) == 2 * 9
        assert len(read) == 2 * 9
        assert len([one for one in queries if "SELECT" in one["sql"]]) == 1
    finally:
        post_init.disconnect(remember, sender=Backup)
    assert rows.count() == 2 * 31


def test_what_was_replaced_goes_after_a_week(company: Tenant, folder: Path) -> None:
    restored = restoring.restore(making.back_up(company).place)
    call_command("prune_backups")
    assert [name for name, *_ in switching.kept_schemas(company.slug)] == [restored.kept]
    week = datetime.now(UTC) + timedelta(days=8)
    assert [sentence.split(":")[0] for sentence in keeping.prune_replaced(now=week)] == [
        company.slug
    ]
    assert switching.kept_schemas(company.slug) == []
