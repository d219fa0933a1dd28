"""A folder for backups, and a company with something of everything in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import User
from operations.models import Backup
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from timetracking.base.authors import Author
from timetracking.models import Employee, Location, Role
from timetracking.trail.recording import recorded

AWKWARD = 'Zoë, "the \\ first"\tof\r\nher\x01name \\N \\. ; é\U0001f600'


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    """Return the folder that BACKUP_DIR names."""
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.BACKUP_RECIPIENT = ""
    settings.BACKUP_IDENTITY_FILE = None
    return tmp_path / "backups"


@pytest.fixture(autouse=True)
def empty_catalogue(committed: None) -> Iterator[None]:
    """Leave no rows of files that are gone."""
    yield
    Backup.objects.using(OWNER_ALIAS).all().delete()


@pytest.fixture
def company(fresh_company: Callable[..., Tenant]) -> Tenant:
    """Return a committed company whose rows need every kind of quoting."""
    made = fresh_company()
    fill(made)
    return made


def fill(tenant: Tenant) -> None:
    program = Author(origin="test")
    with tenant_context(tenant):
        user = User.objects.create_user("ada@fresh.example", "a-long-password", name="Ada")
        for row in (
            Location(name="Bar"),
            Employee(name="Ada", email=user.email, user=user, role=Role.OWNER),
            # As only the database would take it.
            Employee(name=AWKWARD),
        ):
            with recorded(row, by=program):
                row.save()
