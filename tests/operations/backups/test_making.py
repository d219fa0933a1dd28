"""What is in a backup, and what is left when one cannot be written."""

import json
import resource
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connections

from accounts.models import SecurityEvent
from operations.backups import catalogue, making, places
from operations.backups.errors import BackupError, NotStored
from operations.models import Backup
from tenants.backups import runs, snapshot
from tenants.exceptions import BackupRefused, TenantBusy
from tenants.lifecycle import drop_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.digest import digest
from tests.waiting import wait_until


def owner(statement: str) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement)


def beside() -> psycopg.Connection[Any]:
    parameters = connections[OWNER_ALIAS].get_connection_params()
    for key in ("cursor_factory", "context"):
        parameters.pop(key)
    return psycopg.connect(**parameters, autocommit=True)


def test_a_backup_says_what_is_in_it(company: Tenant, folder: Path) -> None:
    backup = making.back_up(company)
    with tarfile.open(backup.place) as tar:
        names = tar.getnames()
        file = tar.extractfile("manifest.json")
        assert file
        manifest = json.load(file)
    assert set(names) == {*manifest["members"], "manifest.json", "manifest.sig"}
    assert manifest["company"]["id"] == company.pk
    assert manifest["company"]["subdomain"] == company.subdomain
    assert " ".join(sorted(manifest["migrations"])) == company.schema_version
    assert manifest["tables"]["employees"]["rows"] == 2
    assert manifest["sequences"]["employees_id_seq"] == [2, True]
    assert manifest["postgresql"].split(".")[0].isdecimal()
    assert backup.size == Path(backup.place).stat().st_size
    assert Path(backup.place).stat().st_mode & 0o777 == 0o600
    assert SecurityEvent.objects.latest("pk").event == "backed_up"


def test_a_backup_is_restored_by_psql_alone(company: Tenant, folder: Path, tmp_path: Path) -> None:
    """What README.txt says, in the same database after the company is gone."""
    before, backup = digest(company), making.back_up(company)
    with tarfile.open(backup.place) as tar:
        tar.extractall(tmp_path, filter="data")
    drop_tenant(company)
    owner(f"DROP SCHEMA IF EXISTS {company.schema_name}")
    parameters = connections[OWNER_ALIAS].get_connection_params()
    words = {"host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD"}
    try:
        subprocess.run(
            ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", "-1", "-f", "restore.sql"],
            cwd=tmp_path,
            env={name: str(parameters[key]) for key, name in words.items() if parameters.get(key)}
            | {"PGDATABASE": parameters["dbname"], "PATH": "/usr/bin:/bin"},
            check=True,
            capture_output=True,
        )
    except FileNotFoundError:
        pytest.skip("needs psql: apt-get install postgresql-client")
    try:
        with connections[OWNER_ALIAS].cursor() as cursor:
            cursor.execute(
                f"SELECT md5(string_agg(r::text, E'\\n' ORDER BY r::text))"
                f" FROM {company.schema_name}.employees r"
            )
            assert before["employees"].endswith(f" {cursor.fetchone()[0]}")
    finally:
        owner(f"DROP SCHEMA {company.schema_name} CASCADE")


def test_all_rows_are_of_one_moment(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody goes on working while the tables are read."""
    real = snapshot.Rows.__iter__

    def reading(rows: snapshot.Rows) -> Iterator[bytes]:
        with beside() as other:
            other.execute(
                f"INSERT INTO {company.schema_name}.locations (name, address, time_zone,"
                f" is_active, created_at) VALUES (gen_random_uuid(), '', '', true, now())"
            )
        return real(rows)

    monkeypatch.setattr(snapshot.Rows, "__iter__", reading)
    with tarfile.open(making.back_up(company).place) as tar:
        file = tar.extractfile("manifest.json")
        assert file
        assert json.load(file)["tables"]["locations"]["rows"] == 1


def test_a_migration_that_holds_the_tables_is_named(
    company: Tenant, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "LOCK_TIMEOUT_MS", 100)
    with beside() as other, other.transaction():
        other.execute(f"LOCK TABLE {company.schema_name}.users")
        with pytest.raises(TenantBusy, match="are being migrated"):
            making.back_up(company)
    assert list(folder.iterdir()) == []
    assert not Backup.objects.using(OWNER_ALIAS).filter(company=company.pk).exists()


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("CREATE VIEW {0}.some AS SELECT 1", "some"),
        ("CREATE SEQUENCE {0}.numbers", "numbers"),
        ("CREATE TYPE {0}.mood AS ENUM ('good')", "mood"),
        ("ALTER TABLE {0}.users FORCE ROW LEVEL SECURITY", "users"),
        ("CREATE POLICY own ON {0}.users TO CURRENT_USER", "policy own"),
    ],
)
def test_what_a_backup_cannot_hold_is_refused_by_name(
    statement: str, named: str, company: Tenant, folder: Path
) -> None:
    owner(statement.format(company.schema_name))
    with pytest.raises(BackupRefused, match=f"cannot hold: .*{named}"):
        making.back_up(company)


def test_an_index_of_one_company_alone_is_in_its_backup(company: Tenant, folder: Path) -> None:
    owner(f"CREATE INDEX of_its_own ON {company.schema_name}.employees (lower(name))")
    with tarfile.open(making.back_up(company).place) as tar:
        file = tar.extractfile("keys.sql")
        assert file
        assert b"CREATE INDEX of_its_own ON employees" in file.read()


@contextmanager
def small_files() -> Iterator[None]:
    """Let this process write files of 20 kB at most, as a disk that is full would."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize(
    "recipient", ["", "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg"]
)
def test_a_full_disk_leaves_no_file(
    recipient: str, company: Tenant, folder: Path, settings: Any
) -> None:
    settings.BACKUP_RECIPIENT = recipient
    with small_files(), pytest.raises(NotStored, match="no space left"):
        making.back_up(company)
    assert list(folder.iterdir()) == []
    assert not Backup.objects.using(OWNER_ALIAS).filter(company=company.pk).exists()


def test_all_companies_are_backed_up_though_one_fails(
    company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    owner(f"CREATE SEQUENCE {company.schema_name}.numbers")
    with pytest.raises(CommandError, match=r"[2-9] backed up, 1 failed"):
        call_command("backup_tenant", "--all", "--jobs", "2", "--verify")
    assert f"{company.slug}: failed: {company.schema_name} has what" in capsys.readouterr().err
    # One less than there are companies, and the operator's rows.
    assert len(list(folder.iterdir())) == Tenant.objects.count()
    assert len(catalogue.last_verified()) == Tenant.objects.count()


def test_what_a_killed_run_left_is_finished_or_removed(company: Tenant, folder: Path) -> None:
    with runs.run() as number:
        whole = making.write(company, places.place(), run=number)
        Backup.objects.using(OWNER_ALIAS).filter(pk=whole.pk).update(size=None, sha256="")
        half = catalogue.begin(
            company, address=f"{folder}/half.tar", run=number, now=whole.taken_at
        )
        (folder / ".half.tar.partial").write_bytes(b"half")
        assert list(catalogue.tidy()) == []
    wait_until(lambda: not runs.is_at_work(number))  # the server ends the session a moment later
    first, second = catalogue.tidy()
    assert "is whole" in first
    assert "was removed" in second
    (file,) = folder.iterdir()
    row = Backup.objects.using(OWNER_ALIAS).get(pk=whole.pk)
    assert (row.place, row.size, row.sha256) == (str(file), whole.size, whole.sha256)
    assert not Backup.objects.using(OWNER_ALIAS).filter(pk=half.pk).exists()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ([], "Write a slug, or --all"),
        (["acme_test", "--all"], "Write a slug, or --all"),
        (["--all", "--jobs", "0"], "from 1 to 32"),
        (["absent_company"], 'No tenant "absent_company"'),
        (["acme_test", "--to", "s3://"], "has no bucket"),
    ],
)
def test_the_command_refuses_with_a_sentence(
    options: list[str], sentence: str, committed: None, folder: Path
) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("backup_tenant", *options)


def test_a_place_and_a_key_are_needed(company: Tenant, folder: Path, settings: Any) -> None:
    settings.BACKUP_RECIPIENT = "age1nothing"
    with pytest.raises(BackupError, match="not a public key"):
        making.back_up(company)
    settings.BACKUP_DIR, settings.BACKUP_RECIPIENT, settings.LOCAL = "", "", False
    with pytest.raises(BackupError, match="Set BACKUP_DIR"):
        making.back_up(company)
