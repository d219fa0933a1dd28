"""The ends of the trails are noted out of the companies' reach, and compared."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from config import environment
from operations.models import AuditEnd
from tenants import roles
from tenants.context import public_context, tenant_context
from tenants.lifecycle import drop_tenant, provision_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.trail.cafe import compute_anew
from tests.timetracking.trail.noting import (
    cut_off,
    note,
    rename_kind,
    run,
    verify,
)
from timetracking.models import AuditChain, AuditLine, Employee


def test_the_end_is_printed_as_a_line_of_json_and_kept_in_public(noted: Tenant) -> None:
    printed = json.loads(note(noted))
    with tenant_context(noted):
        end, first = AuditChain.objects.get(), AuditLine.objects.get(number=1)
    assert printed.pop("at")
    assert printed == {
        "event": "audit-end",
        "company": noted.slug,
        "id": noted.pk,
        "first_hash": first.hash,
        "number": 3,
        "hash": end.hash,
    }
    kept = AuditEnd.objects.using(OWNER_ALIAS).get(slug=noted.slug)
    assert (kept.company, kept.number, kept.hash) == (noted.pk, 3, end.hash)
    assert "3 lines, intact" in verify(noted)


def test_a_longer_trail_continues_from_what_was_noted_and_is_noted_again(noted: Tenant) -> None:
    note(noted)
    rename_kind(noted)
    assert "4 lines, intact" in verify(noted)
    assert json.loads(note(noted))["number"] == 4
    assert AuditEnd.objects.using(OWNER_ALIAS).get(slug=noted.slug).number == 4


def test_a_trail_that_was_cut_off_or_restored_is_named_until_it_is_accepted(
    noted: Tenant,
) -> None:
    rename_kind(noted)
    note(noted)
    cut_off(noted)
    assert "lacks line 4, which was noted on" in verify(noted)
    assert "lacks line 4" in note(noted)  # nor does the next day's end replace it
    assert "lacks line 4" in verify(noted)
    assert json.loads(note(noted, "--anew"))["number"] == 3
    assert "3 lines, intact" in verify(noted)


def test_a_trail_that_grew_again_to_its_length_is_named(noted: Tenant) -> None:
    rename_kind(noted)
    note(noted)
    cut_off(noted)
    rename_kind(noted)
    rename_kind(noted)
    assert "line 4 is not the one that was noted on" in verify(noted)
    assert "The end was not noted" in note(noted)


def test_a_chain_computed_anew_with_its_table_is_named(noted: Tenant) -> None:
    note(noted)
    with tenant_context(noted, using=OWNER_ALIAS):
        Employee.objects.update(name="Eve")
        line = AuditLine.objects.get(number=3)
        line.after = {**(line.after or {}), "name": "Eve"}
        line.save()
        compute_anew()
    flaws = verify(noted)
    assert "line 3 is not the one that was noted on" in flaws
    assert "differs" not in flaws


def test_another_beginning_is_named(noted: Tenant) -> None:
    note(noted)
    with tenant_context(noted, using=OWNER_ALIAS):
        AuditLine.objects.filter(number=1).update(address="::1")
        compute_anew()
    assert "does not begin as the one" in verify(noted)


def test_a_company_created_anew_under_the_same_name_is_named(noted: Tenant) -> None:
    note(noted)
    drop_tenant(noted)
    again = provision_tenant(slug=noted.slug, name="Again")
    try:
        assert "was created anew since" in verify(again)
        assert "was created anew since" in note(again)
        assert "first_hash" in note(again, "--anew")
        assert "2 lines, intact" in verify(again)
    finally:
        drop_tenant(again)


def test_the_file_says_what_public_no_longer_does(noted: Tenant, file: Path) -> None:
    rename_kind(noted)
    note(noted)
    AuditEnd.objects.using(OWNER_ALIAS).filter(slug=noted.slug).delete()
    cut_off(noted)
    assert "lacks line 4" in verify(noted)
    shipped = file.rename(file.with_name("shipped.jsonl"))
    assert "intact" in verify(noted)
    assert "lacks line 4" in verify(noted, "--log", str(shipped))


def test_the_file_grows_by_a_line_each_day_and_the_last_one_counts(
    noted: Tenant, file: Path
) -> None:
    note(noted)
    rename_kind(noted)
    note(noted)
    assert [json.loads(line)["number"] for line in file.read_text().splitlines()] == [3, 4]
    cut_off(noted)
    note(noted, "--anew")
    assert "3 lines, intact" in verify(noted)


def test_a_file_that_is_not_there_is_a_sentence(noted: Tenant) -> None:
    assert "cannot be read" in verify(noted, "--log", "/nowhere/audit.jsonl")


def test_what_cannot_be_written_is_noted_nowhere(noted: Tenant, settings: Any) -> None:
    settings.AUDIT_LOG = Path("/nowhere/audit.jsonl")
    assert "AUDIT_LOG cannot be written" in note(noted)
    assert not AuditEnd.objects.using(OWNER_ALIAS).filter(slug=noted.slug).exists()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM audit_chain", "not recorded"),
        ("UPDATE audit_chain SET number = 0", "is empty"),
        ("UPDATE audit_chain SET number = 2", "does not end with its last line"),
        ("UPDATE audit_chain SET hash = 'x'", "does not end with its last line"),
    ],
)
def test_an_end_that_is_none_is_not_noted(noted: Tenant, statement: str, words: str) -> None:
    with tenant_context(noted), connections["default"].cursor() as cursor:
        cursor.execute(statement)
    assert words in note(noted)
    assert not AuditEnd.objects.using(OWNER_ALIAS).filter(slug=noted.slug).exists()


def test_anew_is_for_one_company(committed: None) -> None:
    assert "--anew needs a company" in run("note_audit_ends", "--anew")
    assert "No tenant" in run("note_audit_ends", "nobody_here")


def test_a_company_that_cannot_be_read_stops_no_other(
    noted: Tenant, fresh_company: Callable[..., Tenant]
) -> None:
    other = fresh_company("Other")
    try:
        as_owner(other, "UPDATE audit_lines SET at = 'infinity'")
        printed = run("verify_audit")
        assert f"{other.slug}: line 1: has values that cannot be read" in printed
        assert f"{noted.slug}: 3 lines, intact" in printed
        as_owner(other, "DROP TABLE audit_chain")
        printed = run("verify_audit")
        assert f"The audit trail could not be read: {other.slug}" in printed
        assert f"{noted.slug}: 3 lines, intact" in printed
        printed = run("note_audit_ends")
        assert other.slug in printed.partition("The end was not noted: ")[2]
        assert f'"company": "{noted.slug}"' in printed
    finally:
        AuditEnd.objects.using(OWNER_ALIAS).all().delete()


def as_owner(noted: Tenant, statement: str) -> None:
    with tenant_context(noted, using=OWNER_ALIAS), connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM public.audit_ends",
        "UPDATE public.audit_ends SET number = 0",
        "DELETE FROM public.audit_ends",
        "INSERT INTO public.audit_ends DEFAULT VALUES",
    ],
)
def test_neither_the_app_login_nor_a_company_may_touch_the_noted_ends(
    statement: str, two_logins: None, acme: Tenant, committed: None
) -> None:
    for place in (public_context(), tenant_context(acme)):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            place,
            transaction.atomic(),
            connections["default"].cursor() as cursor,
        ):
            cursor.execute(statement)


def test_migrate_withdraws_what_the_app_login_was_given_of_them(
    two_logins: None, committed: None
) -> None:
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(f"GRANT ALL ON public.audit_ends TO {roles.app_login()}")
    call_command("migrate", verbosity=0)
    with connections[OWNER_ALIAS].cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'public.audit_ends', 'SELECT, INSERT, UPDATE, DELETE')",
            [roles.app_login()],
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize("wrong", ["audit.jsonl", "/", "/nowhere/audit.jsonl"])
def test_audit_log_is_a_file_in_a_folder(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIT_LOG", wrong)
    with pytest.raises(ImproperlyConfigured, match="Write the path of a file"):
        environment.file("AUDIT_LOG")


def test_audit_log_need_not_be_there_yet(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    assert environment.file("AUDIT_LOG") == tmp_path / "audit.jsonl"
    monkeypatch.setenv("AUDIT_LOG", " ")
    assert environment.file("AUDIT_LOG") is None
