"""Services of the company's settings."""

from django.db import transaction

from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_settings
from timetracking.base.versions import refuse_changed
from timetracking.company import first_kinds
from timetracking.company.errors import SettingsChanged
from timetracking.company.subjects import LOOK, RULES, SETTINGS
from timetracking.contracts import currency
from timetracking.models import CompanySettings
from timetracking.trail.recording import recorded, version_of


def version() -> int:
    """Return the version of the settings, from the audit trail."""
    return version_of(CompanySettings())


@transaction.atomic
def save(
    company: CompanySettings,
    *,
    by: Author,
    seen: int | None = None,
    currency_confirmed: bool = False,
) -> CompanySettings:
    """Save changed settings and rules, which have one version together.

    Locks the row of the settings, for the rules too, until the transaction ends. The first kinds
    of break follow another language, and another country has no region yet. `seen` is the `version`
    that the author saw. Raises NotAllowed, SettingsChanged for an older version, and for another
    currency CurrencyLocked, or CurrencyInUse unless it is `currency_confirmed`.
    """
    # The rules must be read after the lock: with a join they could be from before it.
    locked = CompanySettings.objects.select_for_update(no_key=True).get(pk=company.pk)
    judge(by, can_change_settings)
    if seen is not None:
        refuse_changed(version(), seen, SettingsChanged)
    if locked.currency and company.currency != locked.currency:
        currency.require_change(confirmed=currency_confirmed)
    if company.country != locked.country:
        # A code of another country would name another region.
        company.region = ""
    if company.language != locked.language:
        first_kinds.follow(company.language, by=by)
    for name in LOOK:
        # Not saved here, so the line has what is stored.
        setattr(company, name, getattr(locked, name))
    company.rules.pay_schedule = locked.rules.pay_schedule
    with recorded(company, previous=locked, by=by):
        company.was_saved = True
        company.save(update_fields=[*SETTINGS, "was_saved"])
        company.rules.save(update_fields=RULES)
    return company
