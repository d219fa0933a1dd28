"""What the operator has switched on for a company, as the product asks for it."""

from operations.features.known import PEOPLE, SEARCH, STORAGE
from tenants import indexes, sizes
from tenants.context import get_current_tenant
from tenants.features import number
from timetracking.base.allowances import Allowances
from timetracking.base.errors import MEGABYTE
from timetracking.models import Employee
from timetracking.staff.similar_names import NAMES


def of_current_company() -> Allowances:
    """Return what the current company may have; no query, it is in the company's row."""
    tenant = get_current_tenant()
    if tenant is None:
        return Allowances()
    megabytes = number(tenant.features, STORAGE)
    return Allowances(
        people=number(tenant.features, PEOPLE),
        storage=None if megabytes is None else megabytes * MEGABYTE,
        stored=lambda: sizes.of_schema(f"tenant_{tenant.slug}").bytes,
        finds_similar=SEARCH in tenant.features,
    )


def switch(*, name: str, is_on: bool) -> None:
    """Make or drop what a feature needs in the schema of the current company, as the owner."""
    if name != SEARCH:
        return
    if is_on:
        indexes.ensure_extension("pg_trgm")
        indexes.add_index(Employee, NAMES)
    else:
        indexes.remove_index(Employee, NAMES)
