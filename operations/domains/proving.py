"""The record by which a company proves that a domain is its own, and the look-up of it."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from operations.domains.errors import LookupFailed, NotProven, Problem
from tenants.models import Domain


@dataclass(frozen=True)
class Record:
    """A TXT record to create: its full name and its value."""

    name: str
    value: str


def record_of(domain: Domain) -> Record:
    """Return the record that proves the claim to this domain."""
    label = settings.APPLICATION_NAME
    return Record(f"_{label}.{domain.name}", f"{label}-verification={domain.token}")


def check(domain: Domain) -> None:
    """Look the record up, now, for a few seconds at most. Raises NotProven, and changes nothing."""
    record = record_of(domain)
    look_up = import_string(settings.DOMAIN_LOOKUP)
    try:
        found = look_up(record.name)
    except LookupFailed as error:
        raise NotProven(error.problem, record.name) from error
    if record.value not in (text.strip() for text in found):
        raise NotProven(Problem.WRONG_VALUE, record.name)
