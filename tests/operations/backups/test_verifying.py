"""Files that are not what was written: each is refused by name, plain and encrypted."""

import random
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import override_settings

from operations.backups import catalogue, making
from operations.backups.archive import BLOCK, ArchiveReader, ArchiveWriter
from operations.backups.errors import BackupError, NotWhole
from operations.backups.manifest import MANIFEST, SIGNATURE, Manifest, sign
from operations.backups.verifying import verify
from operations.models import Backup
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS

Seal = Callable[[], None]


@pytest.fixture
def sealed(tmp_path: Path, folder: Path, settings: Any) -> None:
    """Encrypt to a key, whose secret part this machine has too."""
    identity = pyrage.x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = str(identity.to_public())
    settings.BACKUP_IDENTITY_FILE = tmp_path / "key"
    settings.BACKUP_IDENTITY_FILE.write_text(f"# made by a test\n{identity}\n")


def schemas() -> set[str]:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute("SELECT nspname FROM pg_namespace")
        return {name for (name,) in cursor.fetchall()}


def member(path: Path, name: str) -> bytes:
    with path.open("rb") as file:
        return ArchiveReader(file).content(name)


def rewrite(path: Path, **changes: bytes | None) -> None:
    """Write the archive anew with other members, by their names without folder and ending."""
    with path.open("rb") as file:
        reader = ArchiveReader(file)
        members = {name: reader.content(name) for name in reader.names}
    with path.open("wb") as file:
        writer = ArchiveWriter(file, time=0)
        for name, content in members.items():
            new = changes.get(name.rpartition("/")[2].partition(".")[0], content)
            if name == SIGNATURE:
                new = changes.get("signature", content)
            if new is not None:
                writer.add(name, new)
        writer.close()


def refused(path: Path) -> str:
    before = schemas()
    with pytest.raises(BackupError) as caught:
        verify(str(path))
    assert schemas() == before
    assert str(caught.value).startswith(path.name)
    return str(caught.value)


def test_a_verified_backup_is_in_the_catalogue(
    company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = schemas()
    backup = making.back_up(company)
    assert catalogue.last_verified([company]) == {}
    call_command("verify_backup", backup.place)
    assert f"{company.name} ({company.slug}, id {company.pk})" in capsys.readouterr().out
    assert catalogue.last_verified([company]) == {company.pk: backup.taken_at}
    assert schemas() == before


@pytest.mark.parametrize("is_sealed", [False, True], ids=["plain", "encrypted"])
def test_a_changed_byte_and_a_missing_end_are_refused(
    is_sealed: bool, company: Tenant, folder: Path, request: pytest.FixtureRequest
) -> None:
    if is_sealed:
        request.getfixturevalue("sealed")
    path = Path(making.back_up(company).place)
    assert (b"README" in path.read_bytes()) is not is_sealed
    content = path.read_bytes()
    chance = random.Random(7)
    for position in [0, len(content) - 1, *chance.sample(range(len(content)), 60)]:
        changed = bytearray(content)
        changed[position] ^= 1 << chance.randrange(8)
        path.write_bytes(changed)
        refused(path)
    for length in [0, 1, len(content) - 1, *chance.sample(range(len(content)), 10)]:
        path.write_bytes(content[:length])
        refused(path)
    path.write_bytes(content + bytes(BLOCK))
    refused(path)
    path.write_bytes(content)
    assert Backup.objects.using(OWNER_ALIAS).get(place=str(path)).result
    verify(str(path))
    assert not Backup.objects.using(OWNER_ALIAS).get(place=str(path)).result


def test_a_header_that_we_would_not_write_is_refused(company: Tenant, folder: Path) -> None:
    """Its own checksum is right, so any other reader takes it."""
    path = Path(making.back_up(company).place)
    content = path.read_bytes()
    info = tarfile.TarInfo.frombuf(content[:BLOCK], "utf-8", "strict")
    info.mode = 0o644
    path.write_bytes(info.tobuf(tarfile.GNU_FORMAT) + content[BLOCK:])
    assert 'The beginning of "README.txt" was changed' in refused(path)


def test_members_of_another_companys_backup_are_refused(
    company: Tenant, corgicafe: Tenant, folder: Path
) -> None:
    path, other = (Path(making.back_up(one).place) for one in (company, corgicafe))
    content = path.read_bytes()
    rewrite(path, users=member(other, "tables/users.csv.gz"))
    assert '"tables/users.csv.gz" is not the one that was written' in refused(path)
    path.write_bytes(content)
    rewrite(path, manifest=member(other, MANIFEST), signature=member(other, SIGNATURE))
    assert "is not the one that was written" in refused(path)
    path.write_bytes(other.read_bytes())
    assert f"it holds {corgicafe.slug}" in refused(path)
    path.write_bytes(content)
    rewrite(path, users=None)
    assert '"tables/users.csv.gz" is missing' in refused(path)


def test_a_manifest_that_we_did_not_sign_is_refused_unless_trusted(
    company: Tenant, folder: Path, settings: Any
) -> None:
    with override_settings(SECRET_KEY="another-installation"):
        path = Path(making.back_up(company).place)
    assert "was not signed with this SECRET_KEY" in refused(path)
    assert verify(str(path), trusted=True).slug == company.slug
    settings.SECRET_KEY_FALLBACKS = ["another-installation"]
    assert verify(str(path)).slug == company.slug


def test_rows_that_the_database_reads_otherwise_are_refused(company: Tenant, folder: Path) -> None:
    path = Path(making.back_up(company).place)
    manifest = Manifest.from_json(member(path, MANIFEST))
    facts = manifest.tables["users"]
    for words in ({"rows": 5}, {"sha256": "0" * 64}):
        manifest.tables["users"] = type(facts)(**{**vars(facts), **words})
        content = manifest.to_json()
        rewrite(path, manifest=content, signature=sign(content))
        assert "users" in refused(path)


def test_a_key_that_is_not_there_is_asked_for(
    company: Tenant, folder: Path, sealed: None, settings: Any, tmp_path: Path
) -> None:
    path = Path(making.back_up(company).place)
    assert path.name.endswith(".tar.age")
    settings.BACKUP_IDENTITY_FILE = None
    with pytest.raises(CommandError, match="Set BACKUP_IDENTITY_FILE"):
        call_command("verify_backup", path.name)
    settings.BACKUP_IDENTITY_FILE = tmp_path / "other"
    settings.BACKUP_IDENTITY_FILE.write_text(str(pyrage.x25519.Identity.generate()))
    assert "another key" in refused(path)


def test_an_archive_of_somebody_else_is_refused(tmp_path: Path, committed: None) -> None:
    path = tmp_path / "notes.tar"
    path.write_bytes(b"To do: bread, milk" * 100)
    with pytest.raises(NotWhole, match="not a backup"):
        verify(str(path))
