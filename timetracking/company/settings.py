"""The company's settings, each change of which is in the audit trail."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_settings
from timetracking.base.versions import refuse_changed
from timetracking.company.errors import SettingsChanged
from timetracking.company.subjects import RULES, SETTINGS
from timetracking.models import CompanySettings
from timetracking.trail.recording import recorded, version_of


def version() -> int:
    """Return the number of the settings' last line in the audit trail, 0 if they have none."""
    return version_of(CompanySettings())


@transaction.atomic
def save(company: CompanySettings, *, by: Author, seen: int | None = None) -> CompanySettings:
    """Write changed settings and the rules that belong to them; they have one version.

    Locks the settings' row, for the rules too, until the transaction ends. `seen` is the `version`
    that the author had before their eyes: raises SettingsChanged if there has been another since,
    and NotAllowed.
    """
    # Its rules are read after the lock: joined to it, they could be older.
    locked = CompanySettings.objects.select_for_update(no_key=True).get(pk=company.pk)
    judge(by, can_change_settings)
    if seen is not None:
        refuse_changed(version(), seen, SettingsChanged)
    with recorded(company, previous=locked, by=by):
        company.save(update_fields=SETTINGS)
        company.rules.save(update_fields=RULES)
    return company
