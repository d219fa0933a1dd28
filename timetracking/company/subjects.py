"""Registers the settings, locations and kinds of break with the audit trail."""

from timetracking.models import BreakKind, CompanySettings, Employee, Location, Rules
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import RowCheck, register

SETTINGS, RULES = (
    tuple(f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key)
    for model in (CompanySettings, Rules)
)


def _settings(company: CompanySettings) -> Snapshot:
    """Return a snapshot of settings and rules, which are saved together."""
    return fields(company, *SETTINGS) | fields(company.rules, *RULES)


def _is_owner(actor: Employee, other: Employee | None) -> bool:
    return actor.is_owner


register(
    CompanySettings,
    _settings,
    check=RowCheck(
        rows=lambda: CompanySettings.objects.select_related("rules"),
        initial=fields(Rules(), *RULES),
        may_change=_is_owner,
    ),
)
register(
    Location,
    lambda row: fields(row, "name", "address", "time_zone", "is_active"),
    check=RowCheck(may_change=_is_owner),
)
register(
    BreakKind,
    lambda row: fields(row, "name", "is_paid", "is_active", "standard"),
    check=RowCheck(may_change=_is_owner),
)
