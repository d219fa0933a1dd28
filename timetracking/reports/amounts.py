"""Amounts and days as people type them and as tills print them; nothing is guessed."""

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from timetracking.reports.errors import ValueRefused

MOST = Decimal("9999999999.99")
# Signs and codes of currencies, spaces of all kinds, and the apostrophes of Swiss thousands.
_AROUND = re.compile(r"^[A-Za-z]{0,3}[€$£¥]?\s*|\s*[€$£¥]?[A-Za-z]{0,3}\.?$")
_GAPS = re.compile(r"[\s'\u2019]")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?")
_DOTTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")


def read_amount(text: str) -> Decimal:
    """Return the amount of 1234.5, 1.234,50, 1,234.50 or € 1234. Raises ValueRefused."""
    plain = _GAPS.sub("", _AROUND.sub("", text.strip()))
    if re.fullmatch(r"[-\u2212].*[0-9].*|\([0-9.,]+\)", plain):
        raise ValueRefused(_("Sales cannot be less than zero."))
    if re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", plain):
        raise ValueRefused(
            _("“%(text)s” can be read in two ways. Write the amount with two decimals.")
            % {"text": text}
        )
    parts = re.split(r"[.,]", plain)
    is_parted = len(parts) > 1 and len(parts[-1]) in {1, 2}
    whole, cents = (parts[:-1], parts[-1]) if is_parted else (parts, "")
    signs = set(re.findall(r"[.,]", plain[: -len(cents) - 1] if is_parted else plain))
    is_grouped = len(whole) > 1 and all(len(group) == 3 for group in whole[1:])
    is_one = len(whole) == 1 or (is_grouped and 1 <= len(whole[0]) <= 3 and len(signs) == 1)
    if not is_one or not re.fullmatch(r"[0-9]+", "".join(whole)):
        raise ValueRefused(
            _("“%(text)s” is not an amount. Enter one such as 1234.50.") % {"text": text}
        )
    amount = Decimal(f"{''.join(whole)}.{cents or 0}")
    if amount > MOST:
        raise ValueRefused(_("This amount is too large."))
    return amount


def has_month_first(texts: Iterable[str]) -> bool | None:
    """Return whether 3/25/2026 and not 25/3/2026 is meant in a list, None if it does not show."""
    pairs = [(int(found[1]), int(found[2])) for text in texts if (found := _slashed(text))]
    months, days = any(two > 12 for _one, two in pairs), any(one > 12 for one, _two in pairs)
    return months if months != days else None


def read_day(text: str, *, month_first: bool | None = None) -> date:
    """Return the day of 2026-11-18, 18.11.2026 or, if the list shows the order, 18/11/2026.

    Raises ValueRefused.
    """
    text = text.strip()
    try:
        if found := _ISO.fullmatch(text):
            return date(*(int(number) for number in found.groups()))
        if found := _DOTTED.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _slashed(text):
            first, second, year = (int(number) for number in found.groups())
            if first != second and month_first is None:
                raise ValueRefused(
                    _("“%(text)s” can be two days. Write it as 2026-11-18.") % {"text": text}
                )
            return date(year, first, second) if month_first else date(year, second, first)
    except ValueError:
        pass
    raise ValueRefused(_("“%(text)s” is not a day. Enter one such as 2026-11-18.") % {"text": text})


def looks_like_day(text: str) -> bool:
    """Return whether a cell has the form of a day."""
    return any(form.fullmatch(text.strip()) for form in (_ISO, _DOTTED, _SLASHED))


def _slashed(text: str) -> "re.Match[str] | None":
    return _SLASHED.fullmatch(text.strip())
