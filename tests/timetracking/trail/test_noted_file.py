"""The file of noted ends is whole, or the commands say so."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from config.management import audit_ends
from config.management.audit_ends import End, note_in_public
from operations.models import AuditEnd
from tenants.context import tenant_context
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.trail.noting import (
    cut_off,
    note,
    rename_kind,
    run,
    verify,
)
from timetracking.models import AuditChain


def test_lines_of_another_kind_are_skipped_and_torn_ones_are_named(
    noted: Tenant, file: Path
) -> None:
    note(noted)
    with file.open("a") as lines:
        lines.write('{"event": "sign-in"}\n\n{"event": "audit-end", "comp\n[]\n')
    printed = verify(noted)
    assert "intact" in printed
    assert "line 2 cannot" not in printed
    assert "line 4 cannot be read" in printed
    assert "line 5 cannot be read" in printed
    assert "The file of noted ends is not whole" in printed


def test_a_torn_line_does_not_swallow_the_next(noted: Tenant, file: Path) -> None:
    file.write_text('{"event": "audit-end", "comp')
    rename_kind(noted)
    note(noted)
    AuditEnd.objects.using(OWNER_ALIAS).filter(slug=noted.slug).delete()
    assert len(file.read_text().splitlines()) == 2
    cut_off(noted)
    printed = verify(noted)
    assert "lacks line 4" in printed
    assert "not whole" in printed


def test_a_line_is_written_to_its_end_or_not_at_all(
    noted: Tenant, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda to, line: write(to, line[:7]))
    assert json.loads(note(noted)) == json.loads(file.read_text())

    def fill(to: int, line: bytes) -> int:
        if len(line) < 100:
            raise OSError("the disk is full")
        return write(to, line[:50])

    before = file.read_text()
    monkeypatch.setattr(os, "write", fill)
    assert "AUDIT_LOG cannot be written" in note(noted)
    assert file.read_text() == before


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": float("inf")},
        {"number": 2**70},
        {"number": -1},
        {"number": True},
        {"id": "x"},
        {"company": ["x"]},
        {"at": 7},
        {"hash": "x" * 2_000_000},
    ],
)
def test_a_line_of_odd_values_is_one_that_cannot_be_read(
    wrong: dict[str, Any], noted: Tenant, file: Path
) -> None:
    line = json.loads(note(noted)) | wrong
    with file.open("a") as lines:
        lines.write(f"{json.dumps(line)}\n{'[' * 5000}\n")
    printed = verify(noted)
    assert "line 2 cannot be read" in printed
    assert "line 3 cannot be read" in printed
    assert "3 lines, intact" in printed


def test_a_file_that_is_gone_is_told_once_ends_were_noted(noted: Tenant, file: Path) -> None:
    AuditEnd.objects.using(OWNER_ALIAS).all().delete()
    assert "is gone" not in verify(noted)
    note(noted)
    file.unlink()
    printed = verify(noted)
    assert "is gone, although ends of trails were noted" in printed
    assert "not whole" in printed


def test_of_two_runs_the_later_end_stays(noted: Tenant, file: Path) -> None:
    with tenant_context(noted):
        earlier = End.of(noted, now=timezone.now())
    rename_kind(noted)
    note(noted)

    def number_after(end: End, *, anew: bool) -> int:
        with transaction.atomic(using=OWNER_ALIAS):
            note_in_public(end, anew=anew)
        return AuditEnd.objects.using(OWNER_ALIAS).get(slug=noted.slug).number

    assert number_after(earlier, anew=False) == 4
    assert number_after(replace(earlier, number=5), anew=False) == 5
    assert number_after(earlier, anew=True) == 3


def test_an_end_before_the_noted_one_is_not_noted(noted: Tenant) -> None:
    rename_kind(noted)
    note(noted)
    with tenant_context(noted):
        line = audit_ends._hashes(3)[3]
        AuditChain.objects.update(number=3, hash=line)
    assert "ends before line 4, which was noted" in note(noted)
    assert "should end with line 3" in run("verify_audit", noted.slug)
