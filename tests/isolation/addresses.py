"""What the suite fills the parameters and forms of every address with.

An address that is missing here fails test_addresses.py with the line to write.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.forms import model_to_dict

from accounts.models import Authenticator
from tests.isolation import agreements, pay_periods, paying
from tests.isolation.canaries import PASSWORD, Canaries
from timetracking.models import (
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    Kiosk,
    Location,
    Punch,
    Rules,
    WorkLog,
)

NEW_PASSWORD = {"new_password1": "blackbird-42-sings", "new_password2": "blackbird-42-sings"}
# The first location of either company: fresh tables count from one.
LOCATION = "1"
Form = Callable[[Canaries], dict[str, Any]]


# Whose id a parameter is: (name of the address, parameter) -> model.
OBJECTS: dict[tuple[str, str], type[models.Model]] = {
    **agreements.OBJECTS,
    **paying.OBJECTS,
    ("factor-remove", "pk"): Authenticator,
    ("timesheet-of", "employee_id"): Employee,
    ("day", "employee_id"): Employee,
    ("employee-edit", "pk"): Employee,
    ("employee-access", "pk"): Employee,
    ("employee-history", "pk"): Employee,
    ("employee-invite", "pk"): Employee,
    ("employee-unlock", "pk"): Employee,
    ("employee-deactivate", "pk"): Employee,
    ("employee-reactivate", "pk"): Employee,
    ("employee-factor", "pk"): Employee,
    ("shift", "pk"): WorkLog,
    ("shift-correct", "pk"): WorkLog,
    ("shift-edit", "pk"): WorkLog,
    ("shift-remove", "pk"): WorkLog,
    ("shift-confirm", "pk"): WorkLog,
    ("shift-add", "pk"): Employee,
    ("correction", "pk"): Correction,
    ("correction-decide", "pk"): Correction,
    ("correction-withdraw", "pk"): Correction,
    ("correction-reply", "pk"): Correction,
    ("correction-settle", "pk"): Correction,
    ("break-kind-edit", "pk"): BreakKind,
    ("break-kind-stop", "pk"): BreakKind,
    ("break-kind-offer", "pk"): BreakKind,
    ("employee-pin", "pk"): Employee,
    ("kiosk-edit", "pk"): Kiosk,
    ("kiosk-revoke", "pk"): Kiosk,
    ("kiosk-settle", "pk"): Punch,
    ("board-at", "pk"): Location,
    ("location-edit", "pk"): Location,
    ("location-close", "pk"): Location,
    ("location-reopen", "pk"): Location,
}
# Addresses with an object of which members have some too: who has none finds nothing.
FOR_STAFF = {
    *("day", "pay-person", "pay-bank", "factor-remove", "shift", "shift-correct"),
    *("correction", "correction-withdraw", "correction-reply"),
}
# Addresses with an object that are the owner's alone.
FOR_OWNERS = {
    "employee-factor",
    "break-kind-edit",
    "break-kind-stop",
    "break-kind-offer",
    "location-edit",
    "location-close",
    "location-reopen",
    "employee-unlock",
    "holiday-edit",
    "holiday-remove",
    "pay-rules-remove",
}
# Which signed link a parameter is: (name of the address, parameter) -> accounts.links.Purpose.
TOKENS: dict[tuple[str, str], str] = {
    ("password-reset-confirm", "token"): "RESET",
    ("invitation", "token"): "INVITATION",
    ("welcome", "token"): "HAND_OVER",
    ("address-confirm", "token"): "NEW_ADDRESS",
    ("address-object", "token"): "OBJECTION",
}


def _employee(canaries: Canaries) -> dict[str, Any]:
    address = f"{uuid4().hex}@new.example"
    entry = {"name": "New name", "email": address, "role": "member", "hourly_rate": "12.50"}
    entry["seen"] = "0"
    return {**entry, "locations": LOCATION}


def _punch(canaries: Canaries) -> dict[str, Any]:
    return {"key": str(uuid4()), "location": LOCATION, "notes": "A note"}


def _location(canaries: Canaries) -> dict[str, Any]:
    return {
        "name": uuid4().hex,
        "address": "Old Street 1",
        "time_zone": "Atlantic/Canary",
        "seen": "0",
    }


def _shift(canaries: Canaries) -> dict[str, Any]:
    times = {"check_in": "2026-01-06T09:00", "check_out": "2026-01-06T12:00"}
    rows = {"breaks-TOTAL_FORMS": "0", "breaks-INITIAL_FORMS": "0"}
    return {"version": "1", "location": LOCATION, "reason": "Forgot", **times, **rows}


def _verdict(canaries: Canaries) -> dict[str, Any]:
    return {"verdict": "accept", "answer": "Yes", "version": "1"}


def _break_kind(canaries: Canaries) -> dict[str, Any]:
    return {"name": uuid4().hex, "is_paid": "on", "seen": "0"}


def _settings(canaries: Canaries) -> dict[str, Any]:
    shown = model_to_dict(CompanySettings()) | model_to_dict(Rules(), exclude=["id"])
    typed = {
        name: value
        for name, value in shown.items()
        if value is not None and not isinstance(value, bool)
    }
    return {**typed, "time_zone": "Europe/Madrid", "seen": "0"}


def _pin(canaries: Canaries) -> dict[str, Any]:
    return {"pin": "836194", "again": "836194", "password": PASSWORD, "act": "set"}


def _tap(canaries: Canaries) -> dict[str, Any]:
    return {"key": str(uuid4()), "employee": "1", "action": "in", "token": "no"}


def _own_tap(canaries: Canaries) -> dict[str, Any]:
    return {**_tap(canaries), "tapped": "1763467200000", "sent": "1763467260000"}


def _a_monday() -> str:
    """Return the first day of this week, which has a field on the page of sales."""
    today = datetime.now(UTC).date()
    return (today - timedelta(days=today.weekday())).isoformat()


def _credentials(canaries: Canaries) -> dict[str, Any]:
    username = f"{canaries.word('email0')}@{canaries.marker}.example"
    return {"username": username, "password": PASSWORD}


# A form that each address would accept, filled with what belongs to the given company; None for an
# address that takes no form and answers a POST with 405.
FORMS: dict[str, Form | None] = {
    **agreements.FORMS,
    **paying.FORMS,
    "login": _credentials,
    "logout": lambda canaries: {},
    "support-enter": lambda canaries: {"token": f"{'a' * 32}.{'b' * 32}"},
    "support-end": lambda canaries: {},
    "second-step": lambda canaries: {"code": "123456"},
    "confirm": lambda canaries: {"confirm-password": PASSWORD},
    "security": None,
    "app-add": lambda canaries: {"code": "123456"},
    "passkey-add": lambda canaries: {"name": "Phone", "passkey": "{}"},
    "factor-remove": lambda canaries: {},
    "recovery-codes": lambda canaries: {},
    "device-end": lambda canaries: {"device": "0" * 32},
    "devices-end": lambda canaries: {},
    "password-change": lambda canaries: {"old_password": PASSWORD, **NEW_PASSWORD},
    "password-reset": lambda canaries: {"email": _credentials(canaries)["username"]},
    "password-reset-confirm": lambda canaries: NEW_PASSWORD,
    "invitation": lambda canaries: NEW_PASSWORD,
    "welcome": None,
    "address-change": lambda canaries: {"email": "asked@new.example", "password": PASSWORD},
    "address-confirm": lambda canaries: {},
    "address-object": lambda canaries: {},
    "clock": None,
    "clock-in": _punch,
    "clock-out": _punch,
    "break-start": _punch,
    "break-end": _punch,
    "clock-undo": _punch,
    "clock-state": None,
    "clock-late": _own_tap,
    "clock-away": None,
    "clock-worker": None,
    "clock-manifest": None,
    "clock-answer": lambda canaries: {**_punch(canaries), "shift": "1", "version": "1"},
    "timesheet": None,
    "timesheet-of": None,
    "shift": None,
    "shift-correct": _shift,
    "shift-edit": _shift,
    "shift-add": _shift,
    "shift-remove": lambda canaries: {"version": "1", "reason": "Never came"},
    "shift-confirm": lambda canaries: {"version": "1"},
    "corrections": None,
    "correction": None,
    "correction-add": _shift,
    "correction-decide": _verdict,
    "correction-withdraw": lambda canaries: {},
    "correction-reply": _verdict,
    "correction-settle": _verdict,
    "home": None,
    "me": None,
    "sidebar": lambda canaries: {"fold": "1", "back": "/"},
    "today": None,
    "timesheets": None,
    "own-month": None,
    "day": _shift,
    **pay_periods.FORMS,
    "approvals": None,
    "approvals-accept": lambda canaries: {"chosen": ["request-1-1", "review-1-1", "tap-1-"]},
    "approvals-next": None,
    "board": None,
    "board-at": None,
    "employees": None,
    "employee-add": lambda canaries: {**_employee(canaries), "send_invitation": "on"},
    "people-add": lambda canaries: {"people": f"{uuid4().hex};{uuid4().hex}@new.example"},
    "people-added": None,
    "people-undo": lambda canaries: {},
    "pin-sheet": lambda canaries: {"people": "1"},
    "employee-edit": _employee,
    "employee-access": None,
    "employee-history": None,
    "employee-invite": lambda canaries: {},
    "employee-unlock": lambda canaries: {},
    "employee-deactivate": lambda canaries: {"ended_at": "2026-01-05T17:00"},
    "employee-reactivate": lambda canaries: {},
    "employee-factor": lambda canaries: {},
    "locations": None,
    "location-add": _location,
    "location-edit": _location,
    "location-close": lambda canaries: {},
    "location-reopen": lambda canaries: {},
    "language": lambda canaries: {"language": "de"},
    "notices": lambda canaries: {"wanted": "forgotten"},
    "alerts-read": lambda canaries: {"until": "2026-01-06T12:00:00+00:00"},
    "news-seen": lambda canaries: {"until": "2026-01-06T12:00:00+00:00"},
    "settings": _settings,
    "look": None,
    "look-accent": lambda canaries: {"accent": "#1f6f78", "seen": ""},
    "look-logo": lambda canaries: {"logo": "no file", "seen": ""},
    "look-logo-remove": lambda canaries: {"seen": ""},
    "brand-colours": None,
    "brand-logo": None,
    "security-log": None,
    "first-steps-hide": lambda canaries: {},
    "break-kinds": None,
    "break-kind-add": _break_kind,
    "break-kind-edit": _break_kind,
    "break-kind-stop": lambda canaries: {},
    "break-kind-offer": lambda canaries: {},
    "pin": _pin,
    "employee-pin": _pin,
    "kiosks": None,
    "kiosk-add": lambda canaries: {"name": "Tablet", "location": LOCATION},
    "kiosk-edit": lambda canaries: {"name": "Tablet"},
    "kiosk-revoke": lambda canaries: {},
    "kiosk-settle": lambda canaries: {},
    "reports": None,
    "reports-table": None,
    "sales": lambda canaries: {f"amount-{LOCATION}-{_a_monday()}": "123.40"},
    "sales-import": lambda canaries: {
        "sales": "2026-01-05;12.50",
        "act": "enter",
        "place": LOCATION,
    },
    "sales-imported": None,
    "sales-undo": lambda canaries: {},
    "kiosk": None,
    "kiosk-pair": lambda canaries: {"code": "ABCD-2345"},
    "kiosk-state": None,
    "kiosk-identify": lambda canaries: {"employee": "1", "pin": "8361"},
    "kiosk-punch": _tap,
    "kiosk-answer": _tap,
    "kiosk-undo": _tap,
    "kiosk-hours": _tap,
    "kiosk-worker": None,
    "kiosk-manifest": None,
}
