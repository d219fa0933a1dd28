"""How the history of an entry is described: what people read of it, and nothing secret."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from timetracking.models import Location, Role
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Describer


def wording(snapshots: Iterable[Snapshot | None]) -> Describer:
    """Return a describer of these snapshots of entries, with at most one query."""
    ids = {pk for one in snapshots if one for pk in one.get("locations") or []}
    names = dict(Location.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}
    return lambda snapshot, other: _describe(snapshot, names)


def _describe(snapshot: Snapshot | None, names: Mapping[int, str]) -> dict[str, str]:
    if not snapshot:
        return {}
    lines: dict[str, tuple[str, Callable[[Any], str]]] = {
        "name": (_("Name"), str),
        "email": (_("E-mail address"), str),
        "role": (_("Role"), lambda role: str(Role(role).label)),
        "is_limited": (_("Only for their locations"), _yes),
        "locations": (_("Locations"), lambda pks: ", ".join(names.get(pk, "") for pk in pks)),
        "is_active": (_("Works here"), _yes),
        "user": (_("Has a sign-in"), lambda user: _yes(user is not None)),
        "pin": (_("PIN"), _pin),
    }
    return {label: show(snapshot[key]) for key, (label, show) in lines.items() if key in snapshot}


def _yes(value: object) -> str:
    return _("yes") if value else _("no")


def _pin(value: object) -> str:
    return _("none") if value == "none" else _("set")
