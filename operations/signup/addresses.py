"""The address that a new company may have, and the slug that goes with it."""

import re
from collections.abc import Iterator
from enum import StrEnum
from itertools import count, islice

from django.conf import settings
from django.core.exceptions import ValidationError

from tenants import addresses
from tenants.models import RemovedTenant, Tenant
from tenants.validators import validate_slug, validate_subdomain

# A slug is as long as PostgreSQL's names allow, an address as long as a part of a host name.
_SLUG_LENGTH = 40
_TRIES = 20


class State(StrEnum):
    """Whether a company may have an address."""

    FREE = "free"
    TAKEN = "taken"
    RESERVED = "reserved"
    INVALID = "invalid"


def tidy(typed: str) -> str:
    """Return the address that somebody typed or pasted: `Acme` or `https://acme.example.com/`."""
    address = re.sub(r"^https?://", "", typed.strip().lower())
    return re.split(r"[/?#:]", address, maxsplit=1)[0].removesuffix(f".{settings.BASE_DOMAIN}")


def state_of(address: str, *, using: str | None = None) -> State:
    """Return whether a new company may have this address. Takes one query, and says no more.

    That an address is taken is no secret: whoever visits it sees that there is a company.
    """
    try:
        validate_subdomain(address)
    except ValidationError as error:
        return State.RESERVED if error.code == "reserved" else State.INVALID
    return State.TAKEN if addresses.is_taken(address, using=using) else State.FREE


def free_slugs(address: str, *, using: str) -> Iterator[str]:
    """Yield slugs like the address that no company has or had, the most similar first.

    An address may be that of a company that has moved away from it, or have digits first. Takes
    one query.
    """
    candidates = list(islice(_slugs_like(address), _TRIES))
    tenants, removed = (
        model.objects.using(using).filter(slug__in=candidates).values_list("slug", flat=True)
        for model in (Tenant, RemovedTenant)
    )
    taken = set(tenants.union(removed))
    return (slug for slug in candidates if slug not in taken)


def _slugs_like(address: str) -> Iterator[str]:
    base = address.replace("-", "_")
    if not _is_possible(base):
        base = f"c_{base}"
    for number in count(1):
        ending = f"_{number}" if number > 1 else ""
        yield base[: _SLUG_LENGTH - len(ending)] + ending


def _is_possible(slug: str) -> bool:
    try:
        validate_slug(slug[:_SLUG_LENGTH])
    except ValidationError:
        return False
    return True
