"""Validators of companies: of names, and of slugs and subdomains, on which the SQL depends."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SLUG_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
SUBDOMAIN_PATTERN = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"

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


def validate_name(value: str) -> None:
    """Refuse a name that people cannot read, or that has more than one line."""
    # Joiners, which some scripts need, are not printable.
    shown = value.replace("\u200c", "").replace("\u200d", "")
    if not shown.isprintable() or not any(character.isalnum() for character in shown):
        raise ValidationError(
            _(
                "Write a name in one line, with at least one letter and without invisible "
                "characters."
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
                "“%(value)s” cannot be a slug. Write 1 to 40 lowercase letters, digits or "
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
                "“%(value)s” cannot be an address. Write 1 to 63 lowercase letters, digits or "
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
