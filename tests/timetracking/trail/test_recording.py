"""The trail says every change; it cannot be changed by the company, nor unseen by anyone."""

from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import ProgrammingError, connections

from tenants.context import tenant_context
from tenants.lifecycle import resume_tenant, suspend_tenant
from tenants.models import Tenant
from tenants.postgresql.switch import OWNER_ALIAS
from tests.timetracking.conftest import MADRID, NOW, Browse, madrid, punch, tapped
from timetracking.base.authors import Author, program
from timetracking.clocking import undo
from timetracking.clocking.punches import clock_in, clock_out, end_break, start_break
from timetracking.clocking.taps import Tap
from timetracking.company import locations, settings
from timetracking.contracts.rates import RateFrom
from timetracking.models import (
    Act,
    AuditChain,
    AuditLine,
    BreakKind,
    CompanySettings,
    Employee,
    Location,
)
from timetracking.staff import employees
from timetracking.trail import recording as audit
from timetracking.trail import verifying


def lines(**wanted: Any) -> list[Any]:
    return list(AuditLine.objects.filter(**wanted).order_by("number"))


def test_a_day_s_work_is_all_in_the_trail(ana: Employee, company: CompanySettings) -> None:
    def at(hour: int) -> Tap:
        return tapped(ana, madrid(18, hour))

    log = clock_in(ana, at(8), time_zone=MADRID)
    start_break(ana, at(10))
    end_break(ana, at(11))
    clock_out(ana, at(12))
    found = lines(subject="worklog", subject_id=log.pk)
    assert [line.act for line in found] == ["created", "changed", "changed", "changed"]
    assert {line.actor for line in found} == {ana} == {line.employee for line in found}
    assert found[0].before is None
    for earlier, later in pairwise(found):
        assert later.before == earlier.after
    assert found[2].after["breaks"][0]["end"] == "2026-11-18T10:00:00.000000+00:00"
    assert found[3].after["check_out"] == "2026-11-18T11:00:00.000000+00:00"


def test_who_and_from_where_is_kept(ana: Employee, browse: Browse) -> None:
    punch(browse(ana), "in")
    (line,) = lines(subject="worklog")
    assert (line.actor, line.origin, line.address) == (ana, "web", "127.0.0.1")
    assert line.at == NOW


def test_a_shift_taken_back_stays_in_the_trail(ana: Employee, company: CompanySettings) -> None:
    key = uuid4()
    log = clock_in(ana, tapped(ana, key=key), time_zone=MADRID)
    pk = log.pk
    undo.undo(ana, key=key, now=NOW, by=Author(ana))
    assert [line.act for line in lines(subject_id=pk)] == [Act.CREATED, Act.REMOVED]
    assert lines(subject_id=pk)[-1].reason == "undo"


def test_changes_of_rate_and_role_are_in_the_trail(owner: Employee, ana: Employee) -> None:
    ana.role = "manager"
    rate = RateFrom(Decimal(15), NOW.date(), Decimal("12.50"))
    employees.save(ana, by=Author(owner), rate=rate)
    (line, new) = lines()
    assert (line.actor, line.employee, line.act, new.actor) == (owner, ana, "changed", owner)
    after = (line.before["role"], line.after["role"], new.after["amount"])
    assert after == ("member", "manager", "15.00")


def test_leaving_and_coming_back_are_in_the_trail(owner: Employee, ana: Employee) -> None:
    employees.deactivate(ana, by=Author(owner), now=NOW)
    employees.reactivate(ana, by=Author(owner))
    assert [line.after["is_active"] for line in lines(subject="employee")] == [False, True]


def test_settings_and_locations_are_in_the_trail(owner: Employee, company: CompanySettings) -> None:
    company.week_starts_on = 7
    settings.save(company, by=Author(owner))
    bar = locations.save(Location(name="Bar"), by=Author(owner))
    locations.close(bar, by=Author(owner))
    (changed,) = lines(subject="companysettings")
    assert (changed.before["week_starts_on"], changed.after["week_starts_on"]) == (1, 7)
    assert [line.act for line in lines(subject="location")] == ["created", "changed"]


def test_what_changes_nothing_adds_no_line(owner: Employee, ana: Employee) -> None:
    employees.save(ana, by=Author(owner))
    assert not lines()


def test_an_intact_chain_has_no_flaws(ana: Employee, company: CompanySettings) -> None:
    for hour in range(8, 12):
        clock_in(ana, tapped(ana, madrid(18, hour)), time_zone=MADRID)
        clock_out(ana, tapped(ana, madrid(18, hour, 30)))
    assert [line.number for line in lines()] == list(range(1, 9))
    assert list(verifying.flaws()) == []


def test_a_long_chain_is_read_in_pages(
    ana: Employee, company: CompanySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verifying, "_PAGE", 2)
    test_an_intact_chain_has_no_flaws(ana, company)


# --- Committed, because the owner and the company's role are logins of their own ---------------


@pytest.fixture
def tenant(fresh_company: Callable[..., Tenant]) -> Tenant:
    """A company in whose trail there are three lines of its beginning, and four of shifts."""
    tenant = fresh_company("Trail")
    with tenant_context(tenant):
        ana = employees.save(Employee(name="Ana"), by=program("test"))
        for day in (17, 18):
            clock_in(ana, tapped(ana, madrid(day, 8)), time_zone=MADRID)
            clock_out(ana, tapped(ana, madrid(day, 9)))
    return tenant


def as_owner(tenant: Tenant, statement: str) -> None:
    with (
        tenant_context(tenant, using=OWNER_ALIAS),
        connections[OWNER_ALIAS].cursor() as cursor,
    ):
        cursor.execute(statement)


def verify(tenant: Tenant, *arguments: str) -> str:
    out, err = StringIO(), StringIO()
    try:
        call_command("verify_audit", tenant.slug, *arguments, stdout=out, stderr=err)
    except CommandError as error:
        return f"{err.getvalue()}{error}"
    return out.getvalue()


def test_the_company_s_role_may_add_lines(tenant: Tenant) -> None:
    with tenant_context(tenant):
        kind = BreakKind.objects.get()
        with audit.recorded(kind, by=program("test")):
            kind.name = "Siesta"
            kind.save()
        assert AuditLine.objects.count() == 8
    assert "8 lines, intact" in verify(tenant)


def test_orm_changes_are_refused_too(tenant: Tenant, two_logins: None) -> None:
    for act in (
        lambda: AuditLine.objects.update(reason="x"),
        lambda: AuditLine.objects.all().delete(),
    ):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            tenant_context(tenant),
        ):
            act()


def test_an_intact_trail_says_how_it_ends(tenant: Tenant) -> None:
    with tenant_context(tenant):
        last = AuditLine.objects.get(number=7)
    assert f"7 lines, intact, ends with 7:{last.hash}" in verify(tenant)
    assert "intact" in verify(tenant, "--noted", f"7:{last.hash}")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE audit_lines SET reason = 'x' WHERE number = 2", "line 2: was changed"),
        ("UPDATE audit_lines SET at = at + interval '1 h' WHERE number = 2", "line 2: was changed"),
        ("UPDATE audit_lines SET actor_id = NULL WHERE number = 4", "line 4: was changed"),
        (
            "UPDATE audit_lines SET after = jsonb_set(after, '{notes}', '\"x\"') WHERE number = 4",
            "line 4: was changed",
        ),
        ("DELETE FROM audit_lines WHERE number = 2", "line 2: missing"),
        ("DELETE FROM audit_lines WHERE number = 1", "line 1: missing"),
        ("DELETE FROM audit_lines WHERE number = 7", "should end with line 7"),
        ("DELETE FROM audit_lines", "should end with line 7"),
        (
            "INSERT INTO audit_lines (number, at, origin, address, subject, subject_id, act, "
            "reason, previous_hash, hash) SELECT -7, at, origin, address, subject, subject_id, act,"
            " reason, previous_hash, hash FROM audit_lines LIMIT 1",
            "line -7: stands before the first line",
        ),
        ("UPDATE audit_lines SET number = number + 10 WHERE number = 7", "line 7: missing"),
        (
            "UPDATE audit_lines SET previous_hash = '' WHERE number = 3",
            "line 3: does not follow",
        ),
    ],
)
def test_what_the_owner_login_changes_is_found(tenant: Tenant, statement: str, said: str) -> None:
    as_owner(tenant, statement)
    found = verify(tenant)
    assert said in found
    assert f"The audit trail was changed: {tenant.slug}" in found


def test_a_chain_computed_anew_is_found_by_what_was_noted(tenant: Tenant) -> None:
    with tenant_context(tenant):
        noted = AuditLine.objects.get(number=7)
    forged = _forge(tenant)
    assert "intact" in verify(tenant)
    assert forged != noted.hash
    assert "line 7: is not the one that was noted" in verify(tenant, "--noted", f"7:{noted.hash}")


def _forge(tenant: Tenant) -> str:
    """Change a line and compute all hashes anew, as who reads this code could."""
    with tenant_context(tenant):
        chain = list(AuditLine.objects.order_by("number"))
    previous = ""
    for line in chain:
        line.reason, line.previous_hash = "forged", previous
        previous = line.hash = line.computed_hash()
        values = f"reason = 'forged', previous_hash = '{line.previous_hash}', hash = '{line.hash}'"
        as_owner(tenant, f"UPDATE audit_lines SET {values} WHERE number = {line.number}")
    as_owner(tenant, f"UPDATE audit_chain SET hash = '{previous}'")
    return previous


def test_a_line_added_while_the_trail_is_verified_is_no_flaw(
    tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = AuditChain.objects.get

    def after_another_change() -> AuditChain:
        with tenant_context(tenant):
            kind = BreakKind.objects.get()
            if AuditLine.objects.count() < 9:
                with audit.recorded(kind, by=program("test")):
                    kind.name += " again"
                    kind.save()
        return read()

    monkeypatch.setattr(AuditChain.objects, "get", after_another_change)
    assert "9 lines, intact" in verify(tenant)


@pytest.mark.parametrize("noted", ["x", "4", "4:", ":abc", "four:abc"])
def test_what_was_noted_is_to_be_written_as_printed(tenant: Tenant, noted: str) -> None:
    assert "NUMBER:HASH" in verify(tenant, "--noted", noted)


def test_an_unknown_company_is_a_sentence(tenant: Tenant) -> None:
    with pytest.raises(CommandError, match="No tenant"):
        call_command("verify_audit", "nobody_here")
    with pytest.raises(CommandError, match="--noted needs a company"):
        call_command("verify_audit", noted="1:a")


def test_all_companies_are_verified_and_the_broken_one_is_named(
    tenant: Tenant, fresh_company: Callable[..., Tenant]
) -> None:
    broken = fresh_company("Broken")
    with tenant_context(broken):
        ben = employees.save(Employee(name="Ben"), by=program("test"))
        clock_in(ben, tapped(ben), time_zone=MADRID)
    as_owner(broken, "UPDATE audit_lines SET origin = 'kiosk'")
    out, err = StringIO(), StringIO()
    with pytest.raises(CommandError, match=broken.slug):
        call_command("verify_audit", stdout=out, stderr=err)
    assert f"{tenant.slug}: 7 lines, intact" in out.getvalue()
    assert f"{broken.slug}: line 1: was changed" in err.getvalue()


def test_a_resumed_company_cannot_change_lines_either(tenant: Tenant, two_logins: None) -> None:
    suspend_tenant(tenant)
    resume_tenant(tenant)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        tenant_context(tenant),
    ):
        AuditLine.objects.update(reason="x")
