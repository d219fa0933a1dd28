"""What becomes of each column: kept, replaced, or left out. A test wants all of them here.

Hours stay, so that reports are those of the original. What people have written, and what names
them or their devices, does not.
"""

from collections.abc import Mapping

from tenants.backups.copying import (
    KEEP,
    NOTES,
    NOTHING,
    REPLACED,
    REPLACED_NUMBER,
    TEXT,
    Rule,
    fixed,
)


def _keeping(*names: str, **others: Rule) -> dict[str, Rule]:
    return dict.fromkeys(names, KEEP) | others


TABLES: Mapping[str, Mapping[str, Rule] | None] = {
    "django_migrations": _keeping("id", "app", "name", "applied"),
    # --- Accounts: nobody of the original signs in ----------------------------------------------
    "users": _keeping(
        *("id", "is_active", "is_staff", "date_joined", "session_version"),
        password=fixed("!"),  # that no password matches
        last_login=NOTHING,
        email=REPLACED,
        name=REPLACED,
    ),
    "authenticators": None,
    "django_session": None,
    "sign_in_throttles": None,
    "security_events": None,
    # Their mails are for the people of the original.
    "jobs": None,
    # --- The company ----------------------------------------------------------------------------
    "company_settings": _keeping(
        *("id", "country", "region", "currency", "time_zone", "week_starts_on", "language"),
        *("members_see_team", "idle_minutes", "requires_second_factor", "members_see_rate"),
        *("shows_first_steps", "was_saved", "accent"),
        logo=fixed(""),
        logo_digest=fixed(""),
    ),
    "rules": _keeping(
        *("id", "company_id", "reminder_hours", "ends_forgotten", "end_hours"),
        *("provisional_hours", "deducts_breaks", "break_after", "break_minutes"),
        *("long_break_after", "long_break_minutes", "longest_break_after"),
        *("longest_break_minutes", "shortest_break", "pay_schedule"),
    ),
    "locations": _keeping(
        *("id", "name", "time_zone", "country", "region", "is_active", "created_at"),
        address=fixed(""),
    ),
    "holidays": _keeping("id", "location_id", "day", "every_year", "name", "portion"),
    "break_kinds": _keeping("id", "name", "is_paid", "is_active", "standard"),
    # --- People ---------------------------------------------------------------------------------
    "employees": _keeping(
        *("id", "role", "is_limited", "language", "alerts", "news", "muted_notices"),
        *("is_active", "created_at", "user_id"),
        name=REPLACED,
        email=REPLACED,
        pin=fixed(""),
        pin_set_by_id=NOTHING,
    ),
    "employee_locations": _keeping("id", "employee_id", "location_id"),
    # Pay is near the real one, so that costs look right, and nobody's can be read.
    "contracts": _keeping(
        *("id", "employee_id", "starts_on", "ends_on", "hours", "weekday_minutes", "position"),
        "pay",
        salary=REPLACED_NUMBER,
    ),
    "rates": _keeping("id", "employee_id", "starts_on", amount=REPLACED_NUMBER),
    # --- Hours ----------------------------------------------------------------------------------
    "work_logs": _keeping(
        *("id", "employee_id", "check_in", "check_out", "time_zone", "location_id", "source"),
        *("deducted", "deduction_waived", "review", "involved", "reminded_at", "version"),
        *("day", "day_is_open", "created_at"),
        notes=TEXT,
    ),
    "breaks": _keeping("id", "work_log_id", "kind_id", "is_paid", "start", "end", "day_is_open"),
    "work_days": _keeping("day", "is_open", "is_finished"),
    "pay_periods": _keeping(
        *("id", "first", "last", "is_locked", "changed_by_id", "changed_at"), reason=TEXT
    ),
    "approvals": _keeping(
        *("id", "employee_id", "first", "last", "state", "completed_by_id", "completed_at"),
        *("approved_by_id", "approved_at", "taken_back_at"),
    ),
    "corrections": _keeping(
        *("id", "employee_id", "work_log_id", "kind", "status", "asked_by_id", "base_version"),
        *("decided_by_id", "decided_at", "reply", "replied_at", "reply_in_doubt", "created_at"),
        reason=TEXT,
        answer=TEXT,
        reply_reason=TEXT,
        before=NOTES,
        after=NOTES,
    ),
    # Near the real amounts, so that reports look right, and nobody knows what was sold.
    "sales": _keeping("id", "location_id", "day", amount=REPLACED_NUMBER),
    "punches": _keeping(
        *("id", "employee_id", "key", "action", "work_log_id", "log_version", "undone_at"),
        *("source", "kiosk_id", "device_at", "settled_at", "settled_by_id", "created_at"),
        refusal=TEXT,
    ),
    # Kept for the taps that name them; they are removed in the copy.
    "kiosks": _keeping(
        *("id", "location_id", "code_expires_at", "created_by_id", "created_at", "paired_at"),
        *("last_used_at", "revoked_at"),
        name=REPLACED,
        code_hash=fixed(""),
        secret_hash=fixed(""),
        private_key=fixed(""),
    ),
    # --- Pay ------------------------------------------------------------------------------------
    "pay_rules": _keeping("id", "starts_on", "version", "data", "preset", "preset_version"),
    # They have the real rates; a locked period is computed again from those that are near.
    "pay_lines": None,
    "pay_days": None,
    "bank_entries": _keeping(
        *("id", "employee_id", "day", "minutes", "kind", "author_id", "created_at"),
        reason=TEXT,
    ),
    # Lines name people, and their hashes would not fit any more: the copy begins its own.
    "audit_lines": None,
    "audit_chain": None,
}
