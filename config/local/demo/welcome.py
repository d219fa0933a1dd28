"""The message of `make demo` once it serves: addresses and accounts."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenants.models import Tenant

ROLES = ("owner", "manager", "staff")
FRAME = ("╭", "─", "╮", "│", "╰", "╯")
PLAIN_FRAME = ("+", "-", "+", "|", "+", "+")


def welcome(
    companies: "Sequence[Tenant]",
    *,
    port: int,
    operator: str,
    password: str,
    pin: str,
    mail: Path | None,
) -> str:
    """Return the message."""
    addresses = [(company.name, _address(company)) for company in companies]
    addresses.append(("Operator", f"http://localhost:{port}/admin/"))
    people = [f"{role}@{company.slug}.example" for company in companies for role in ROLES]
    width = max(len(name) for name, _ in addresses)
    return "\n".join(
        [
            "Shiftbook is ready.",
            "",
            *(f"{name:<{width}}  {address}" for name, address in addresses),
            "",
            f"Everybody's password is {password}",
            *(f"{'':<{width}}  {person}" for person in people),
            f"{'':<{width}}  {operator}",
            f"At a kiosk everybody's PIN is {pin}",
            "",
            *([f"E-mail is written to files in {mail}"] if mail else []),
            "Ctrl-C stops everything.",
        ]
    )


def boxed(text: str, *, encoding: str) -> str:
    """Return the text in a frame of characters that the encoding supports."""
    try:
        "".join(FRAME).encode(encoding)
        left, line, right, side, low_left, low_right = FRAME
    except UnicodeEncodeError:
        left, line, right, side, low_left, low_right = PLAIN_FRAME
    lines = text.splitlines()
    width = max(map(len, lines))
    edge = line * (width + 4)
    inside = [f"{side}  {row:<{width}}  {side}" for row in lines]
    return "\n".join([left + edge + right, *inside, low_left + edge + low_right])


def _address(company: "Tenant") -> str:
    note = "" if company.state == "served" else f" ({company.state})"
    return f"{company.base_url}/{note}"
