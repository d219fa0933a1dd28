"""Rows changed behind the trail's back, and lines that do not fit theirs, are found."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.timetracking.trail.cafe import LOGINS, Cafe, execute, forge, found, repeat, undone
from timetracking.models import AuditLine

# Of each: the statement, and the words of the flaw. Both logins may write these tables.
BEHIND_ITS_BACK = {
    "a check-out moved by two hours": (
        "UPDATE work_logs SET check_out = check_out + interval '2 h' WHERE id = %(shift)s",
        "in check_out",
    ),
    "a shift moved": (
        "UPDATE work_logs SET check_in = check_in - interval '1 ms', location_id = NULL",
        "in check_in, location",
    ),
    "a shift given to someone else": (
        "UPDATE work_logs SET employee_id = %(ben)s",
        "belongs to someone else",
    ),
    "a deduction dropped": (
        "UPDATE work_logs SET deducted = deducted + 60, deduction_waived = true",
        "in deducted, deduction_waived",
    ),
    "a shift deleted": (
        "WITH breaks AS (DELETE FROM breaks WHERE work_log_id = %(shift)s)"
        " DELETE FROM work_logs WHERE id = %(shift)s",
        "is gone, but line",
    ),
    "a shift invented": (
        "INSERT INTO work_logs"
        " (employee_id, check_in, check_out, notes, time_zone, day, created_at)"
        " VALUES (%(ben)s, now() - interval '9 h', now(), '', 'UTC', current_date, now())",
        "has no line",
    ),
    "a removed shift restored": (
        "INSERT INTO work_logs"
        " (id, employee_id, check_in, check_out, notes, time_zone, day, created_at)"
        " OVERRIDING SYSTEM VALUE SELECT subject_id, %(ana)s, now() - interval '9 h', now(), '',"
        " 'UTC', current_date, now() FROM audit_lines"
        " WHERE subject = 'worklog' AND act = 'removed'",
        "removed it",
    ),
    "a break shortened": (
        'UPDATE breaks SET "end" = "end" - interval \'20 min\'',
        "in breaks",
    ),
    "a break made paid": ("UPDATE breaks SET is_paid = true WHERE NOT is_paid", "in breaks"),
    "a break deleted": ("DELETE FROM breaks WHERE is_paid", "in breaks"),
    "a rate of 999": ("UPDATE rates SET amount = 999 WHERE employee_id = %(ana)s", "in amount"),
    "a member made an owner": (
        "UPDATE employees SET role = 'owner' WHERE id = %(ben)s",
        "in role",
    ),
    "an owner's sign-in given to another": (
        "UPDATE employees SET user_id = NULL WHERE id = %(olga)s",
        "in user",
    ),
    "an address changed": (
        "UPDATE employees SET email = 'eve@evil.example' WHERE id = %(ana)s",
        "in email",
    ),
    "someone sent away": ("UPDATE employees SET is_active = false WHERE id = %(ben)s", "is_active"),
    "someone made up": (
        "INSERT INTO employees (name, email, role, is_active, created_at)"
        " VALUES ('Eve', '', 'owner', true, now())",
        "has no line",
    ),
    "a PIN replaced": ("UPDATE employees SET pin = 'argon2$x' WHERE id = %(ana)s", "pin_digest"),
    "a PIN given": ("UPDATE employees SET pin = 'argon2$x' WHERE id = %(ben)s", "pin_digest"),
    "a notice muted": (
        "UPDATE employees SET muted_notices = '{edited}' WHERE id = %(ben)s",
        "muted_notices",
    ),
    "a location left": (
        "DELETE FROM employee_locations WHERE employee_id = %(ben)s",
        "in locations",
    ),
    "the settings": ("UPDATE company_settings SET time_zone = 'Asia/Tokyo'", "in time_zone"),
    "the rules": ("UPDATE rules SET shortest_break = 1", "in shortest_break"),
    "the rules deleted": ("DELETE FROM rules", "is incomplete"),
    "a location renamed": ("UPDATE locations SET name = 'Spa' WHERE id = %(bar)s", "in name"),
    "a closed location opened": (
        "UPDATE locations SET is_active = true WHERE NOT is_active",
        "in is_active",
    ),
    "a kind of break made paid": (
        "UPDATE break_kinds SET is_paid = true WHERE NOT is_paid",
        "in is_paid",
    ),
    "a kind of break made up": (
        "INSERT INTO break_kinds (name, is_paid, is_active) VALUES ('Nap', true, true)",
        "has no line",
    ),
    "a kiosk's secret replaced": (
        "UPDATE kiosks SET secret_hash = repeat('0', 64)",
        "in secret_digest",
    ),
    "a kiosk's key replaced": ("UPDATE kiosks SET private_key = 'x'", "in key_digest"),
    "a kiosk's code replaced": ("UPDATE kiosks SET code_hash = 'x'", "in code_digest"),
    "a kiosk's code prolonged": (
        "UPDATE kiosks SET code_expires_at = now() + interval '1 day'",
        "in code_expires_at",
    ),
    "a kiosk moved": (
        "UPDATE kiosks SET location_id = (SELECT min(id) FROM locations)",
        "in location",
    ),
    "a dispute settled": (
        "UPDATE corrections SET decided_by_id = %(max)s, decided_at = now() WHERE id = %(edited)s",
        "in decided_at, decided_by",
    ),
    "an agreement": (
        "UPDATE corrections SET reply = 'accepted' WHERE id = %(edited)s",
        "in reply",
    ),
    "a correction deleted": ("DELETE FROM corrections WHERE id = %(edited)s", "is gone, but line"),
    "a refused tap unsettled": ("UPDATE punches SET settled_at = NULL", "in settled_at"),
    "the end of the chain deleted": ("DELETE FROM audit_chain", "is not recorded"),
    "the end of the chain set back": (
        "UPDATE audit_chain SET number = number - 1",
        "should end with line",
    ),
}


@pytest.mark.parametrize("using", LOGINS)
@pytest.mark.parametrize("way", BEHIND_ITS_BACK)
def test_a_row_changed_behind_the_trail_is_found(way: str, using: str, cafe: Cafe) -> None:
    statement, words = BEHIND_ITS_BACK[way]
    pks = {name: row.pk for name, row in vars(cafe).items()}
    needed = {name: pk for name, pk in pks.items() if f"%({name})s" in statement}
    with undone(cafe.tenant, using):
        execute(using, statement, **needed)
        assert any(words in flaw for flaw in found())


# Of each: what the line says that leaves the shift as it is, and the words of the flaw.
UNFIT: dict[str, tuple[Callable[[Cafe], dict[str, Any]], str]] = {
    "someone else's shift": (lambda cafe: {"employee": cafe.ben}, "is about someone else"),
    "a table that is unknown": (lambda cafe: {"subject": "cake"}, "does not know"),
    "an act that was another": (lambda cafe: {"act": "removed"}, "is not the act"),
    "a shift created twice": (
        lambda cafe: {"act": "created", "before": None},
        "does not follow from the lines before",
    ),
    "values that are none": (lambda cafe: {"before": "x", "after": [1]}, "no readable values"),
    "breaks that are none": (lambda cafe: {"after": {"breaks": 7}}, "no readable values"),
    "nothing": (lambda cafe: {"before": None, "after": None}, "is not the act"),
}


@pytest.mark.parametrize("using", LOGINS)
@pytest.mark.parametrize("forged", UNFIT)
def test_a_line_that_does_not_fit_its_row_is_found(forged: str, using: str, cafe: Cafe) -> None:
    values, words = UNFIT[forged]
    with undone(cafe.tenant, using):
        repeat(cafe, **values(cafe))
        assert any(words in flaw for flaw in found())


def test_a_change_undone_again_by_a_service_is_found(cafe: Cafe) -> None:
    """The line of the next change shows that the row was not as the line before left it."""
    with undone(cafe.tenant):
        execute("default", "UPDATE work_logs SET notes = 'Sun'")
        line = AuditLine.objects.for_log(cafe.shift).last()
        assert line is not None
        changed = {**(line.after or {}), "notes": "Sun"}
        forge(actor=cafe.max, employee=cafe.ana, subject_id=cafe.shift.pk,
              before=changed, after=line.after)  # fmt: skip
        execute("default", "UPDATE work_logs SET notes = 'Rain'")
        (flaw,) = found()
        assert "was not as line" in flaw
        assert "notes" in flaw


def test_the_flaws_name_fields_and_no_values(cafe: Cafe) -> None:
    with undone(cafe.tenant):
        execute("default", "UPDATE employees SET email = 'eve@evil.example', name = 'Evil Eve'"
                " WHERE id = %(ben)s", ben=cafe.ben.pk)  # fmt: skip
        (flaw,) = found()
        assert flaw.endswith("in email, name")
        assert "vil" not in flaw
