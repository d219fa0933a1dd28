"""What companies look like: the colour and the logo of each, and where they are found."""

from collections.abc import Callable

from timetracking.company.colours import style_sheet
from timetracking.company.subjects import digest_of
from timetracking.models import CompanySettings

# What else a parameter is, computed inside the company: (name of the address, parameter) -> value.
PARTS: dict[tuple[str, str], Callable[[], str]] = {
    ("brand-colours", "digest"): lambda: style_sheet(CompanySettings.objects.get().accent).digest,
    ("brand-logo", "digest"): lambda: CompanySettings.objects.get().logo_digest,
    **dict.fromkeys(
        (
            *((f"pay-{page}", "first") for page in ("period", "approve", "take-back")),
            *((f"pay-{page}", "first") for page in ("lock", "reopen", "lines", "fairness")),
            *((f"pay-{page}", "first") for page in ("person", "bank", "bank-remove")),
            ("period-complete", "first"),
            ("period-withdraw", "first"),
        ),
        # Of the canaries' first shifts.
        lambda: "2026-01-01",
    ),
    ("pay-preset", "code"): lambda: "ES",
}
# Addresses whose answer a browser may keep, because another answer has another address.
KEPT = {"brand-colours", "brand-logo"}


def dress(word: str, number: int) -> None:
    """Give the company a colour of its own, and a logo that is nothing but a canary."""
    logo = b"\x89PNG\r\n\x1a\n" + word.encode()
    look = {"accent": f"#{number:06x}", "logo": logo, "logo_digest": digest_of(logo)}
    assert CompanySettings.objects.update(**look) == 1
