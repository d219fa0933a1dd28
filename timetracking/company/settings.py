"""The company's settings, each change of which is in the audit trail."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_settings
from timetracking.company.errors import SettingsChanged
from timetracking.models import AuditLine, CompanySettings
from timetracking.trail.recording import Snapshot, fields, record

_CHAIN = ("id", "chain_number", "chain_hash")
_SETTINGS = tuple(
    field.name for field in CompanySettings._meta.concrete_fields if field.name not in _CHAIN
)


def version() -> int:
    """Return the number of the settings' last line in the audit trail, 0 if they have none."""
    lines = AuditLine.objects.filter(subject=CompanySettings._meta.model_name)
    return lines.order_by("-number").values_list("number", flat=True).first() or 0


@transaction.atomic
def save(company: CompanySettings, *, by: Author, seen: int | None = None) -> CompanySettings:
    """Write changed settings. Locks their row, which is also the end of the audit chain.

    `seen` is the `version` that the author had before their eyes: raises SettingsChanged if there
    has been another one since, and NotAllowed.
    """
    before = CompanySettings.objects.select_for_update(no_key=True).get(pk=company.pk)
    judge(by, can_change_settings)
    if seen is not None and seen != version():
        raise SettingsChanged
    company.save(update_fields=_SETTINGS)
    record(company, by=by, before=_entry(before), after=_entry(company))
    return company


def _entry(company: CompanySettings) -> Snapshot:
    return fields(company, *_SETTINGS)
