"""Registers the settings, locations and kinds of break with the audit trail."""

import hashlib

from timetracking.models import BreakKind, CompanySettings, Employee, Location, Rules
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import RowCheck, register

SETTINGS, RULES = (
    tuple(f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key)
    for model in (CompanySettings, Rules)
)
# What a company looks like; its services are in look.py.
LOOK = ("accent", "logo_digest")


def digest_of(logo: bytes) -> str:
    """Return the digest that stands for a logo in addresses and in the trail; "" for none."""
    return hashlib.sha256(logo).hexdigest() if logo else ""


def _settings(company: CompanySettings) -> Snapshot:
    """Return a snapshot of settings and rules, of the pay periods and of the look."""
    schedule = {"pay_schedule": list(company.rules.pay_schedule)}
    return fields(company, *SETTINGS, *LOOK) | fields(company.rules, *RULES) | schedule


def _state(company: CompanySettings) -> Snapshot:
    """Return the snapshot with the digest of the logo itself, which might have been exchanged."""
    return _settings(company) | {"logo_digest": digest_of(bytes(company.logo))}


def _is_owner(actor: Employee, other: Employee | None) -> bool:
    return actor.is_owner


register(
    CompanySettings,
    _settings,
    check=RowCheck(
        # With the logo, which the manager leaves out.
        rows=lambda: CompanySettings.objects.select_related("rules").defer(None),
        state=_state,
        initial=fields(Rules(), *RULES) | {"pay_schedule": []},
        may_change=_is_owner,
    ),
)
register(
    Location,
    lambda row: fields(row, "name", "address", "time_zone", "country", "region", "is_active"),
    check=RowCheck(may_change=_is_owner),
)
register(
    BreakKind,
    lambda row: fields(row, "name", "is_paid", "is_active", "standard"),
    check=RowCheck(may_change=_is_owner),
)
