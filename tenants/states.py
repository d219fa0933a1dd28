"""The states of a company, and which act may follow which: the only place for that.

A company that is being created has no state yet: all of it is one transaction, and a process that
is killed leaves nothing. One that was removed has none any more, and its slug is not given again.
"""

from enum import StrEnum

from tenants.exceptions import NotAllowed


class State(StrEnum):
    """Where a company stands, as `Tenant.state` and the commands name it."""

    SERVED = "served"
    READ_ONLY = "read-only"
    SUSPENDED = "suspended"
    ARCHIVED = "archived"


class Act(StrEnum):
    """What changes the state, as sentences name it."""

    RESUME = "resumed"
    LIMIT = "made read-only"
    SUSPEND = "suspended"
    ARCHIVE = "archived"
    BRING_BACK = "brought back from the archive"
    REMOVE = "removed"


_WITH_TABLES = frozenset({State.SERVED, State.READ_ONLY, State.SUSPENDED})

# An act that leads to the state that a company is in already may be repeated. Whoever archives a
# company that is served suspends it first.
ALLOWED: dict[Act, frozenset[State]] = {
    Act.RESUME: _WITH_TABLES,
    Act.LIMIT: _WITH_TABLES,
    Act.SUSPEND: _WITH_TABLES,
    Act.ARCHIVE: frozenset({State.SUSPENDED}),
    Act.BRING_BACK: frozenset({State.ARCHIVED}),
    Act.REMOVE: frozenset({State.ARCHIVED}),
}

_FIRST = {
    Act.RESUME: "Bring it back first: manage.py archive_tenant {slug} --undo",
    Act.LIMIT: "Bring it back first: manage.py archive_tenant {slug} --undo",
    Act.SUSPEND: "There is nothing to suspend: it is not served.",
    Act.ARCHIVE: "Suspend it first: manage.py suspend_tenant {slug}",
    Act.BRING_BACK: "There is nothing to bring back: its tables are here.",
    Act.REMOVE: "Archive it first: manage.py archive_tenant {slug}",
}


def check(slug: str, state: str, act: Act) -> None:
    """Raise NotAllowed unless a company in this state may be `act`ed on, with what to do first."""
    if State(state) not in ALLOWED[act]:
        is_there = act is Act.ARCHIVE and state == State.ARCHIVED
        hint = "It is there already." if is_there else _FIRST[act].format(slug=slug)
        raise NotAllowed(f'"{slug}" is {state} and cannot be {act} now. {hint}')
