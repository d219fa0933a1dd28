"""Texts that spreadsheets show and do not compute: rule 24."""

import re

# What Excel, LibreOffice and Google take for the beginning of a formula, also in full width.
_FORMULA = re.compile(r"\s*[=+@\uff0b\uff1d\uff20\t\r]")
# A name may begin with a hyphen: only what has a digit or a sign after it can be computed.
_SIGNED = re.compile(r"\s*[-\u2212\uff0d].*[0-9(|!=+*/<>&^'\"@]")


def neutralised(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute; most texts as they are."""
    is_formula = _FORMULA.match(text) or _SIGNED.match(text)
    return f"'{text}" if is_formula else text
