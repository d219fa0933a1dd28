"""A store that speaks S3: a server that runs beside the test."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from operations.backups import catalogue, keeping, making, places
from operations.backups.errors import NotStored
from operations.backups.verifying import verify
from operations.models import Backup
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.serving import NO_TLS, free_port
from tests.waiting import wait_until


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """Return the address of a store, in which there is nothing yet."""
    pytest.importorskip("moto", reason="needs moto[s3,server]: make install")
    port = free_port()
    address = f"http://127.0.0.1:{port}"

    def answers() -> bool:
        assert process.poll() is None
        try:
            return httpx.get(f"{address}/moto-api/", verify=NO_TLS).status_code == 200
        except httpx.TransportError:
            return False

    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            wait_until(answers)
            yield address
        finally:
            process.terminate()


@pytest.fixture
def bucket(store: str, monkeypatch: pytest.MonkeyPatch, settings: Any) -> str:
    """Return the address of a bucket that BACKUP_DIR names."""
    words = {
        "AWS_ENDPOINT_URL": store,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    for name, value in words.items():
        monkeypatch.setenv(name, value)
    httpx.put(f"{store}/backups", verify=NO_TLS)
    settings.BACKUP_DIR = "s3://backups/shiftbook"
    settings.BACKUP_RECIPIENT = ""
    return str(settings.BACKUP_DIR)


@pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning")
def test_a_bucket_keeps_backups(company: Tenant, bucket: str, settings: Any) -> None:
    backup = making.back_up(company)
    assert backup.place.startswith(f"{bucket}/{company.slug}-{company.pk}-")
    assert verify(backup.place).slug == company.slug
    assert verify(backup.place.rpartition("/")[2]).slug == company.slug
    assert catalogue.last_verified([company])[company.pk] == backup.taken_at
    # An upload that was finished, though its run was killed before it could say so.
    Backup.objects.using(OWNER_ALIAS).filter(pk=backup.pk).update(size=None)
    assert ["is whole" in sentence for sentence in catalogue.tidy()] == [True]
    backup.refresh_from_db(using=OWNER_ALIAS)
    catalogue.forget(backup)
    place, name = places.split(backup.place)
    assert not place.exists(name)
    with pytest.raises(NotStored, match="is missing"):
        verify(backup.place)
    assert list(keeping.prune_backups(now=backup.taken_at)) == []


@pytest.mark.parametrize("folder", ["s3://absent/x"])
def test_a_bucket_that_is_not_there_is_named(
    folder: str, company: Tenant, bucket: str, tmp_path: Path
) -> None:
    with pytest.raises(NotStored, match="store s3://absent cannot be used"):
        making.back_up(company, to=folder)
    assert not Backup.objects.using(OWNER_ALIAS).filter(company=company.pk).exists()
