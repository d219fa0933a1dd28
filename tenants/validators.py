"""Validators of companies: of names, and of slugs and subdomains, on which the SQL depends."""

import re

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SLUG_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
SUBDOMAIN_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
# In its ASCII form; the last label of an IP address begins with a digit.
DOMAIN_PATTERN = r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$"
LONGEST_DOMAIN = 190

RESERVED_SLUGS = frozenset(
    {"all", "app", "default", "none", "owner", "pg_temp", "postgres", "public", "template"}
)
RESERVED_SUBDOMAINS = frozenset(
    {
        "account", "accounts", "admin", "api", "app", "assets", "autoconfig", "autodiscover",
        "billing", "blog", "cdn", "dev", "docs", "example", "ftp", "help", "imap", "internal",
        "localhost", "login", "mail", "media", "ns1", "ns2", "operator", "pop", "public", "root",
        "security", "shop", "signup", "smtp", "staging", "static", "status", "support", "test",
        "webmail", "wpad", "www",
    }
)  # fmt: skip
# Names that the public DNS does not have (RFC 6761, RFC 6762, RFC 8375, ICANN's "internal").
RESERVED_TOP_LEVELS = frozenset(
    {"alt", "arpa", "corp", "example", "home", "internal", "invalid", "lan", "local", "localhost",
     "onion", "test"}
)  # fmt: skip


def validate_name(value: str) -> None:
    """Refuse a name that people cannot read, or that has more than one line."""
    # Joiners, which some scripts need, are not printable.
    shown = value.replace("\u200c", "").replace("\u200d", "")
    if not shown.isprintable() or not any(character.isalnum() for character in shown):
        raise ValidationError(
            _(
                "Enter a name in one line, with at least one letter or digit and without "
                "invisible characters."
            ),
            code="invalid",
        )


def is_slug(value: str) -> bool:
    """Return whether the value has the form of a slug."""
    # Not by match(): "$" also matches before a final line break.
    return re.fullmatch(SLUG_PATTERN[1:-1], value) is not None


def validate_slug(value: str) -> None:
    """Refuse a slug that cannot name a schema and a role."""
    if not is_slug(value):
        raise ValidationError(
            _(
                "“%(value)s” cannot be a slug. Enter 1 to 40 lowercase letters, digits or "
                "underscores, beginning with a letter, such as corgicafe."
            ),
            code="invalid",
            params={"value": value},
        )
    if value in RESERVED_SLUGS or value.startswith("pg_"):
        raise ValidationError(
            _("“%(value)s” is reserved. Choose another slug."),
            code="reserved",
            params={"value": value},
        )


def validate_subdomain(value: str) -> None:
    """Refuse a value that is not one label of a host name, or is reserved."""
    if not re.fullmatch(SUBDOMAIN_PATTERN[1:-1], value) or value[2:4] == "--":
        raise ValidationError(
            _(
                "“%(value)s” cannot be an address. Enter 1 to 63 lowercase letters, digits or "
                "hyphens, neither beginning nor ending with a hyphen, such as corgi-cafe."
            ),
            code="invalid",
            params={"value": value},
        )
    if value in RESERVED_SUBDOMAINS:
        raise ValidationError(
            _("“%(value)s” is reserved. Choose another address."),
            code="reserved",
            params={"value": value},
        )


def normalise_domain(typed: str) -> str:
    """Return a domain as browsers send it, such as `zeit.cafe-azul.es`.

    Accepts capitals, a dot at the end and letters beyond ASCII. Raises ValidationError for the base
    domain, what is above or below it, IP addresses, a port, and names that no public DNS has.
    """
    typed = typed[: 2 * LONGEST_DOMAIN]
    try:
        name = idna.encode(typed.strip().removesuffix("."), uts46=True).decode().lower()
    except idna.IDNAError:
        name = ""
    if not re.fullmatch(DOMAIN_PATTERN[1:-1], name) or len(name) > LONGEST_DOMAIN:
        raise ValidationError(
            _(
                "“%(value)s” cannot be a domain. Enter a host name alone, without https://, port "
                "or path, such as zeit.cafe-azul.es."
            ),
            code="invalid",
            params={"value": typed.strip()},
        )
    base = settings.BASE_DOMAIN
    is_ours = f".{name}".endswith(f".{base}") or f".{base}".endswith(f".{name}")
    if is_ours or name.rpartition(".")[2] in RESERVED_TOP_LEVELS:
        raise ValidationError(
            _("“%(value)s” is reserved. Enter a domain that belongs to the company."),
            code="reserved",
            params={"value": name},
        )
    return name
