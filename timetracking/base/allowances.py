"""What the company may have by whoever runs the installation, which this package does not know.

`settings.ALLOWANCES` names the function that says it, without a query.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS
from django.utils.module_loading import import_string

from timetracking.base.errors import NoRoom, NoStorage
from timetracking.models import CompanySettings, Employee


@dataclass(frozen=True)
class Allowances:
    """The limits of the company, None for no limit, and what it has beyond others."""

    people: int | None = None
    storage: int | None = None
    """Bytes."""
    stored: Callable[[], int] = lambda: 0
    """Returns how many bytes the company stores, in one query."""
    finds_similar: bool = False
    """Whether searching finds names that are spelled differently: it has the index for that."""


def allowances() -> Allowances:
    """Return what the current company may have, as of a few seconds ago at most."""
    return cast("Callable[[], Allowances]", import_string(settings.ALLOWANCES))()


def require_room(new: int, *, coming: Collection[int] = (), using: str = DEFAULT_DB_ALIAS) -> None:
    """Raise NoRoom unless there is room for so many new people, and those who are `coming` back.

    With a limit, locks the row of the settings until the transaction ends, so that of two who take
    the last place one finds it taken; call it before any other lock. Whoever is there already takes
    no place anew. Without a limit, and if nobody would be added, there is no query.
    """
    limit = allowances().people
    if limit is None or not (new or coming):
        return
    CompanySettings.objects.using(using).select_for_update(no_key=True).get()
    active = set(Employee.objects.using(using).active().values_list("pk", flat=True))
    wanted = new + len(set(coming) - active)
    if wanted and len(active) + wanted > limit:
        raise NoRoom(limit, limit - len(active))


def require_storage(more: int = 1) -> None:
    """Raise NoStorage unless the company may store so many more bytes.

    Asked for what is large, such as pictures; never for hours, which must not be refused.
    """
    found = allowances()
    if found.storage is not None and found.stored() + more > found.storage:
        raise NoStorage(found.storage)
