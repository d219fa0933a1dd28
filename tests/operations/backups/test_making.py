"""What is in a backup, and what is left when one cannot be written."""

from pathlib import Path

from operations.backups import making
from operations.backups.verifying import verify
from tenants.models import Tenant


def test_a_backup_is_whole(company: Tenant, folder: Path) -> None:
    backup = making.back_up(company)
    assert verify(backup.place).slug == company.slug
