"""Registers the rules of pay with the audit trail."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from timetracking.base.rights import outranks
from timetracking.models import BankEntry, BankKind, Employee, PayRules
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


def _outranks(actor: Employee, other: Employee | None) -> bool:
    return other is not None and outranks(actor, other)


register(
    BankEntry,
    lambda row: fields(row, "day", "minutes", "kind", "reason"),
    employee=lambda row: row.employee,
    check=RowCheck(
        # What a period's end makes of a balance belongs to the line of the lock.
        rows=lambda: BankEntry.objects.filter(kind=BankKind.CORRECTION).select_related("employee"),
        may_change=_outranks,
        is_ones_own=False,
    ),
)
