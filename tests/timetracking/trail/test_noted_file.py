"""The file of noted ends is whole, or the commands say so."""

import json
import os
from collections.abc import Callable, Iterator
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
    noted_company,
    rename_kind,
    run,
    verify,
)
from timetracking.models import AuditChain


@pytest.fixture
def tenant(fresh_company: Callable[..., Tenant]) -> Iterator[Tenant]:
    with noted_company(fresh_company) as tenant:
        yield tenant


@pytest.fixture
def file(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_LOG = tmp_path / "audit.jsonl"
    return tmp_path / "audit.jsonl"


def test_lines_of_another_kind_are_skipped_and_torn_ones_are_named(
    tenant: Tenant, file: Path
) -> None:
    note(tenant)
    with file.open("a") as lines:
        lines.write('{"event": "sign-in"}\n\n{"event": "audit-end", "comp\n[]\n')
    printed = verify(tenant)
    assert "intact" in printed
    assert "line 2 cannot" not in printed
    assert "line 4 cannot be read" in printed
    assert "line 5 cannot be read" in printed
    assert "The file of noted ends is not whole" in printed


def test_a_torn_line_does_not_swallow_the_next(tenant: Tenant, file: Path) -> None:
    file.write_text('{"event": "audit-end", "comp')
    rename_kind(tenant)
    note(tenant)
    AuditEnd.objects.using(OWNER_ALIAS).filter(slug=tenant.slug).delete()
    assert len(file.read_text().splitlines()) == 2
    cut_off(tenant)
    printed = verify(tenant)
    assert "lacks line 4" in printed
    assert "not whole" in printed


def test_a_line_is_written_to_its_end_or_not_at_all(
    tenant: Tenant, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda to, line: write(to, line[:7]))
    assert json.loads(note(tenant)) == json.loads(file.read_text())

    def fill(to: int, line: bytes) -> int:
        if len(line) < 100:
            raise OSError("the disk is full")
        return write(to, line[:50])

    before = file.read_text()
    monkeypatch.setattr(os, "write", fill)
    assert "AUDIT_LOG cannot be written" in note(tenant)
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
    wrong: dict[str, Any], tenant: Tenant, file: Path
) -> None:
    line = json.loads(note(tenant)) | wrong
    with file.open("a") as lines:
        lines.write(f"{json.dumps(line)}\n{'[' * 5000}\n")
    printed = verify(tenant)
    assert "line 2 cannot be read" in printed
    assert "line 3 cannot be read" in printed
    assert "3 lines, intact" in printed


def test_a_file_that_is_gone_is_told_once_ends_were_noted(tenant: Tenant, file: Path) -> None:
    AuditEnd.objects.using(OWNER_ALIAS).all().delete()
    assert "is gone" not in verify(tenant)
    note(tenant)
    file.unlink()
    printed = verify(tenant)
    assert "is gone, although ends of trails were noted" in printed
    assert "not whole" in printed


def test_of_two_runs_the_later_end_stays(tenant: Tenant, file: Path) -> None:
    with tenant_context(tenant):
        earlier = End.of(tenant, now=timezone.now())
    rename_kind(tenant)
    note(tenant)

    def number_after(end: End, *, anew: bool) -> int:
        with transaction.atomic(using=OWNER_ALIAS):
            note_in_public(end, anew=anew)
        return AuditEnd.objects.using(OWNER_ALIAS).get(slug=tenant.slug).number

    assert number_after(earlier, anew=False) == 4
    assert number_after(replace(earlier, number=5), anew=False) == 5
    assert number_after(earlier, anew=True) == 3


def test_an_end_before_the_noted_one_is_not_noted(tenant: Tenant) -> None:
    rename_kind(tenant)
    note(tenant)
    with tenant_context(tenant):
        line = audit_ends._hashes(3)[3]
        AuditChain.objects.update(number=3, hash=line)
    assert "ends before line 4, which was noted" in note(tenant)
    assert "should end with line 3" in run("verify_audit", tenant.slug)
