"""The company's settings, each change of which is in the audit trail."""

from django.db import transaction

from timetracking.models import CompanySettings
from timetracking.services.audit import Author, Snapshot, fields, record

_CHAIN = ("id", "chain_number", "chain_hash")
_SETTINGS = tuple(
    field.name for field in CompanySettings._meta.concrete_fields if field.name not in _CHAIN
)


@transaction.atomic
def save(company: CompanySettings, *, by: Author) -> CompanySettings:
    """Write changed settings. Locks their row, which is also the end of the audit chain."""
    before = CompanySettings.objects.select_for_update(no_key=True).get(pk=company.pk)
    company.save(update_fields=_SETTINGS)
    record(company, by=by, before=_entry(before), after=_entry(company))
    return company


def _entry(company: CompanySettings) -> Snapshot:
    return fields(company, *_SETTINGS)
