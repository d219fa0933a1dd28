"""The company's settings, each change of which is in the audit trail."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.versions import refuse_changed
from timetracking.company.errors import SettingsChanged
from timetracking.models import AuditLine, CompanySettings, Rules
from timetracking.trail.recording import Snapshot, fields, record

SETTINGS, RULES = (
    tuple(f.name for f in model._meta.concrete_fields if f.editable and not f.primary_key)
    for model in (CompanySettings, Rules)
)


def version() -> int:
    """Return the number of the settings' last line in the audit trail, 0 if they have none."""
    lines = AuditLine.objects.filter(subject=CompanySettings._meta.model_name)
    return lines.order_by("-number").values_list("number", flat=True).first() or 0


@transaction.atomic
def save(company: CompanySettings, *, by: Author, seen: int | None = None) -> CompanySettings:
    """Write changed settings and the rules that belong to them; they have one version.

    Locks the settings' row, for the rules too, until the transaction ends. `seen` is the `version`
    that the author had before their eyes: raises SettingsChanged if there has been another since.
    """
    # The rules are read after the lock: joined to it, they could be older.
    before = CompanySettings.objects.select_for_update(no_key=True).get(pk=company.pk)
    if seen is not None:
        refuse_changed(version(), seen, SettingsChanged)
    kept = _entry(before)
    company.save(update_fields=SETTINGS)
    company.rules.save(update_fields=RULES)
    record(company, by=by, before=kept, after=_entry(company))
    return company


def _entry(company: CompanySettings) -> Snapshot:
    return fields(company, *SETTINGS) | fields(company.rules, *RULES)
