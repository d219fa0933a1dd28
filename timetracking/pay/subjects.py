"""Registers the rules of pay with the audit trail."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from timetracking.models import Employee, PayRules
from timetracking.pay.describing import sections
from timetracking.pay.engine.data import UnreadableRules, from_data
from timetracking.trail.snapshots import Snapshot, fields
from timetracking.trail.subjects import Describer, RowCheck, describe_fields, register


def _rules(row: PayRules) -> Snapshot:
    return fields(row, "starts_on", "version", "preset", "preset_version") | {"data": row.data}


def _wording(snapshots: Iterable[Snapshot | None]) -> Describer:
    def describe(snapshot: Snapshot | None, other: Snapshot | None) -> dict[str, str]:
        plain = {name: value for name, value in (snapshot or {}).items() if name != "data"}
        texts = describe_fields(PayRules, plain)
        if not snapshot:
            return texts
        try:
            rules = from_data(snapshot["data"])
        except UnreadableRules:
            return texts | {_("rules"): str(snapshot["data"])}
        for section in sections(rules):
            for rule in section.rules:
                texts[rule.label] = " · ".join(rule.texts)
        return texts

    return describe


def _is_owner(actor: Employee, other: Employee | None) -> bool:
    return actor.is_owner


register(PayRules, _rules, wording=_wording, check=RowCheck(may_change=_is_owner))
