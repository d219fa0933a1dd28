"""The guards: the change that takes each away, and the tests that must notice."""

from tests.mutation.guards import (
    accounts,
    alone,
    backend,
    benchmarks,
    clocking,
    commands,
    contexts,
    corrections,
    creation,
    database,
    edge,
    kiosk,
    lockouts,
    migrations,
    requests,
    rights,
    second_factors,
    security,
    seeing,
    shifts,
    staff,
    statements,
    trail,
)
from tests.mutation.guards.guard import Guard

__all__ = ["GUARDS", "Guard"]

_AREAS = (
    backend,
    statements,
    database,
    contexts,
    commands,
    migrations,
    creation,
    requests,
    edge,
    accounts,
    second_factors,
    security,
    lockouts,
    seeing,
    rights,
    trail,
    shifts,
    clocking,
    corrections,
    kiosk,
    alone,
    staff,
    benchmarks,
)
GUARDS: tuple[Guard, ...] = tuple(guard for area in _AREAS for guard in area.GUARDS)
