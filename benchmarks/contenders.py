"""Who is compared: each contender is a Django project of its own under peers/, with one view."""

from dataclasses import dataclass, field
from typing import Any

COMPANIES = tuple(f"bench_{number}" for number in range(10))


def subdomain(company: str) -> str:
    """Name a company's address: its slug as a host label."""
    return company.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Contender:
    """Is a project, with the settings in which a variant differs from the project's own."""

    name: str
    label: str
    project: str
    variant: dict[str, Any] = field(default_factory=dict)

    @property
    def database(self) -> str:
        """Name the database, which the variants of a project share."""
        return f"shiftbook_bench_{self.project}"


ATOMIC = {"ATOMIC_REQUESTS": True}
BASELINE = Contender("plain-atomic", "plain Django, ATOMIC_REQUESTS", "plain", ATOMIC)
OURS = Contender("shiftbook", "Shiftbook", "shiftbook")
RIVAL = Contender("django-tenants", "django-tenants", "django_tenants")

CONTENDERS = (
    Contender("plain", "plain Django, autocommit", "plain"),
    BASELINE,
    Contender(
        "plain-atomic-binding",
        "plain Django, ATOMIC_REQUESTS, server-side binding",
        "plain",
        {**ATOMIC, "OPTIONS": {"server_side_binding": True}},
    ),
    OURS,
    RIVAL,
    Contender(
        "django-tenants-limit",
        "django-tenants, TENANT_LIMIT_SET_CALLS",
        "django_tenants",
        {"TENANT_LIMIT_SET_CALLS": True},
    ),
    Contender("django-tenants-atomic", "django-tenants, ATOMIC_REQUESTS", "django_tenants", ATOMIC),
    Contender("django-pgschemas", "django-pgschemas", "django_pgschemas"),
    Contender(
        "django-pgschemas-limit",
        "django-pgschemas, PGSCHEMAS_LIMIT_SET_CALLS",
        "django_pgschemas",
        {"PGSCHEMAS_LIMIT_SET_CALLS": True},
    ),
)
