"""The addresses of the company's style sheet and logo."""

from django.urls import reverse

from timetracking.company.colours import style_sheet
from timetracking.models import CompanySettings


def colours_address(company: CompanySettings) -> str:
    """Return the address of the style sheet, "" without an accent colour."""
    if not company.accent:
        return ""
    return reverse("brand-colours", args=[style_sheet(company.accent).digest])


def logo_address(company: CompanySettings) -> str:
    """Return the address of the logo, "" without one."""
    return reverse("brand-logo", args=[company.logo_digest]) if company.logo_digest else ""


def brand_addresses(company: CompanySettings) -> list[str]:
    """Return the addresses of what there is of both, for a page that works without a network."""
    return [address for address in (colours_address(company), logo_address(company)) if address]
