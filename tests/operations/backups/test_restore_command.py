"""What the command restore_tenant says, and what it does on trial."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from operations.backups import making
from tenants.backups import switching
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.digest import digest
from timetracking.models import Location


def test_the_command_says_how_to_take_it_back(
    company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("backup_tenant", company.slug)
    (file,) = folder.iterdir()
    call_command("note_audit_ends", company.slug)
    call_command("restore_tenant", file.name)
    said = capsys.readouterr().out
    assert f"restore_tenant {company.slug} --undo" in said
    assert f"note_audit_ends {company.slug} --anew" in said
    call_command("restore_tenant", company.slug, "--undo")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore_tenant", "absent.tar")


@pytest.mark.parametrize("options", [(), ("--as", "beside")])
def test_a_rehearsal_changes_nothing_and_says_what_would_be(
    options: tuple[str, ...], company: Tenant, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup = making.back_up(company)
    with tenant_context(company):
        Location.objects.create(name="Since")
    before, companies = digest(company), Tenant.objects.count()
    call_command("restore_tenant", backup.place, "--dry-run", *options)
    said = capsys.readouterr().out
    assert f"({options[-1] if options else company.slug}) would be as at" in said
    assert "Nothing was changed." in said
    assert (digest(company), Tenant.objects.count()) == (before, companies)
    assert switching.kept_schemas(company.slug) == []


def test_a_rehearsal_is_refused_like_the_restore(
    company: Tenant, corgicafe: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    with pytest.raises(CommandError, match="already exists"):
        call_command("restore_tenant", backup.place, "--dry-run", "--as", corgicafe.slug)
    with pytest.raises(CommandError, match="--dry-run takes a file"):
        call_command("restore_tenant", company.slug, "--dry-run", "--undo")
