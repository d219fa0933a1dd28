"""Addresses, names and slugs that the commands cannot use."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from operations.backups import making
from tenants.models import Tenant


@pytest.mark.parametrize("command", [("restore_tenant",), ("verify_backup",), ("--to",)])
@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "path, the address or the name|a file, or --missing"),
        ("a/", "path, the address or the name"),
        ("\udcff", "no address"),
        ("a\x00b", "no address"),
        ("x" * 801, "no address"),
        ("x" * 300, "name too long"),
        ("/proc/self", r"cannot be (read|written): .*\."),
    ],
    ids=ascii,
)
def test_what_is_no_file_is_refused_with_a_sentence(
    command: tuple[str, ...], address: str, sentence: str, company: Tenant, folder: Path
) -> None:
    if command == ("--to",):
        if not address.strip("a/"):
            return  # the default, and a folder
        command = ("backup_tenant", company.slug, "--to")
    with pytest.raises(CommandError, match=f"(?i){sentence}"):
        call_command(*command, address)


def test_a_copy_s_slug_is_checked_before_the_database_reads_it(
    company: Tenant, folder: Path
) -> None:
    backup = making.back_up(company)
    with pytest.raises(CommandError, match="cannot be a slug"):
        call_command("restore_tenant", backup.place, "--as", "a\x00b")
