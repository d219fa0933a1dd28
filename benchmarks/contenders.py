"""The contenders: each is a separate Django project in peers/ with one view."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

SERVED = 10  # companies that are visited in turn


@dataclass(frozen=True, slots=True)
class Contender:
    """A project, and the settings that a variant of it changes."""

    name: str
    label: str
    project: str
    variant: dict[str, Any] = field(default_factory=dict)
    # The manage.py command that migrates all companies.
    command: tuple[str, ...] = ()

    @property
    def database(self) -> str:
        """The name of the database, which the variants of a project share."""
        return f"bench_{self.variant.get('DATABASE', self.project)}"


def one_per_database(contenders: Sequence[Contender]) -> list[Contender]:
    """Return the first contender of each database."""
    first: dict[str, Contender] = {}
    for contender in contenders:
        first.setdefault(contender.database, contender)
    return list(first.values())


def companies(database: str, count: int, *, first: int = 0) -> tuple[str, ...]:
    """Return names of companies, unique on the server, because roles belong to the server."""
    return tuple(f"{database}_{number:05d}" for number in range(first, first + count))


def subdomain(company: str) -> str:
    """Return a company's subdomain: its slug as a host label."""
    return company.replace("_", "-")


ATOMIC = {"ATOMIC_REQUESTS": True}
PLAIN = Contender("plain", "plain Django, autocommit", "plain")
BASELINE = Contender("plain-atomic", "plain Django, ATOMIC_REQUESTS", "plain", ATOMIC)
_TENANTS = ("migrate_tenants",)
OURS = Contender("shiftbook", "Shiftbook", "shiftbook", command=_TENANTS)
PRODUCT = Contender("product", "Shiftbook, the full product's tables", "product", command=_TENANTS)
GROWN = Contender("grown", "Shiftbook", "product", {"DATABASE": "grown"}, command=_TENANTS)
FEW = Contender("few", "Shiftbook, few companies", "product", {"DATABASE": "few"})
_SCHEMAS = ("migrate_schemas", "--tenant", "--verbosity", "0")
RIVAL = Contender("django-tenants", "django-tenants", "django_tenants", command=_SCHEMAS)
RIVAL_CLONE = Contender(
    "django-tenants-clone", "django-tenants, cloning a schema", "django_tenants", {"CLONE": True}
)
RIVAL_PROCESSES = Contender(
    "django-tenants-processes",
    "django-tenants, 2 processes",
    "django_tenants",
    command=(*_SCHEMAS, "--executor", "multiprocessing"),
)
_RIVAL_TABLES = {"PRODUCT": True, "DATABASE": "django_tenants_product"}
RIVAL_PRODUCT = Contender(
    "django-tenants-product", "django-tenants", "django_tenants", _RIVAL_TABLES
)
RIVAL_PRODUCT_CLONE = Contender(
    "django-tenants-product-clone",
    "django-tenants, cloning a schema",
    "django_tenants",
    {**_RIVAL_TABLES, "CLONE": True},
)
_DYNAMIC = ("migrate", "--include-dynamic-schemas", "--verbosity", "0")
OTHER = Contender("django-pgschemas", "django-pgschemas", "django_pgschemas", command=_DYNAMIC)
OTHER_CLONE = Contender(
    "django-pgschemas-clone",
    "django-pgschemas, cloning a schema",
    "django_pgschemas",
    {"CLONE": True},
)
_OTHER_TABLES = {"PRODUCT": True, "DATABASE": "django_pgschemas_product"}
OTHER_PRODUCT = Contender(
    "django-pgschemas-product", "django-pgschemas", "django_pgschemas", _OTHER_TABLES
)
OTHER_PRODUCT_CLONE = Contender(
    "django-pgschemas-product-clone",
    "django-pgschemas, cloning a schema",
    "django_pgschemas",
    {**_OTHER_TABLES, "CLONE": True},
)

REQUESTS: Sequence[Contender] = (
    PLAIN,
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
    OTHER,
    Contender(
        "django-pgschemas-limit",
        "django-pgschemas, PGSCHEMAS_LIMIT_SET_CALLS",
        "django_pgschemas",
        {"PGSCHEMAS_LIMIT_SET_CALLS": True},
    ),
)
# Contenders with the same tables: ours, the main rival, the same with cloning, and others.
CREATION_PRODUCT: Sequence[Contender] = (
    PRODUCT,
    RIVAL_PRODUCT,
    RIVAL_PRODUCT_CLONE,
    OTHER_PRODUCT,
    OTHER_PRODUCT_CLONE,
)
CREATION_TWO: Sequence[Contender] = (OURS, RIVAL, RIVAL_CLONE, OTHER, OTHER_CLONE)
MIGRATIONS: Sequence[Contender] = (OURS, PRODUCT, RIVAL, RIVAL_PROCESSES, OTHER)
THROUGHPUT: Sequence[Contender] = (BASELINE, OURS, RIVAL, OTHER)
