"""Services of the company's look: its accent colour and its logo."""

from django.db import transaction

from timetracking.base.allowances import require_storage
from timetracking.base.authors import Author
from timetracking.base.judging import judge
from timetracking.base.rights import can_change_settings
from timetracking.company.errors import LookChanged
from timetracking.company.metadata import without_metadata
from timetracking.company.pictures import check_logo
from timetracking.company.subjects import digest_of
from timetracking.models import CompanySettings
from timetracking.trail.recording import recorded


@transaction.atomic
def choose_accent(accent: str, *, by: Author, seen: str | None = None) -> None:
    """Save the accent colour, as `colours.normalised` returns it; "" for that of Shiftbook.

    Locks the row of the settings until the transaction ends. `seen` is the colour that the author
    saw. Raises NotAllowed, and LookChanged if it is another one by now.
    """
    company = _locked(by)
    _refuse_stale(company.accent, seen, accent)
    with recorded(company, by=by):
        company.accent = accent
        company.save(update_fields=["accent"])


@transaction.atomic
def choose_logo(logo: bytes, *, by: Author, seen: str | None = None) -> None:
    """Save a logo, or remove it with no bytes; the trail keeps its digest.

    It is saved without metadata, such as where a photo was taken. Locks the row of the settings
    until the transaction ends. `seen` is the digest of the logo that the author saw. Raises
    NotAllowed, LogoRefused, NoStorage, and LookChanged if there is another by now.
    """
    company = _locked(by)
    if logo:
        check_logo(logo)
        require_storage(len(logo))
        logo = without_metadata(logo)
    digest = digest_of(logo)
    _refuse_stale(company.logo_digest, seen, digest)
    with recorded(company, by=by):
        company.logo, company.logo_digest = logo, digest
        company.save(update_fields=["logo", "logo_digest"])


def logo_with(digest: str) -> bytes | None:
    """Return the company's logo if it has this digest, None otherwise."""
    logos = CompanySettings.objects.filter(logo_digest=digest).exclude(logo_digest="")
    logo = logos.values_list("logo", flat=True).first()
    return None if logo is None else bytes(logo)


def _locked(by: Author) -> CompanySettings:
    company = CompanySettings.objects.select_for_update(no_key=True).get()
    judge(by, can_change_settings)
    return company


def _refuse_stale(stored: str, seen: str | None, chosen: str) -> None:
    # Whoever chooses what is stored already loses nothing.
    if seen is not None and stored not in (seen, chosen):
        raise LookChanged
