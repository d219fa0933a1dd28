"""Adds the presets of this release to public, when it is migrated."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connections

from presets.models import PayPreset


def publish(presets: Iterable[tuple[str, int, Mapping[str, Any]]], *, using: str) -> int:
    """Add each preset, its code, version and data, that is not there; return how many were added.

    A version that was published stays as it is, because companies have adopted it. `using` is the
    owner login, the only one that may write them. Does nothing before the table is there.
    """
    if PayPreset._meta.db_table not in connections[using].introspection.table_names():
        return 0
    stored = PayPreset.objects.using(using).values_list("code", "version")
    known = set(stored)
    added = [
        PayPreset(code=code, version=version, data=dict(data), sources=sources_of(data))
        for code, version, data in presets
        if (code, version) not in known
    ]
    PayPreset.objects.using(using).bulk_create(added)
    return len(added)


def sources_of(data: object) -> list[str]:
    """Return all sources that rules name, each once, in the order of the rules."""
    return list(dict.fromkeys(_sources(data)))


def _sources(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            is_source = isinstance(name, str) and name.endswith("source")
            yield from [one] if is_source and one else _sources(one)
    elif isinstance(value, list):
        for one in value:
            yield from _sources(one)
