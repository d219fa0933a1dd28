"""The ledger: every punch that was sent, and what the server said of it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID


class Outcome(Enum):
    """What a client knows of a punch that it sent."""

    UNKNOWN = "unknown"  # cancelled or broken off: there or not, but whole and once
    DONE = "done"  # acknowledged: it must be there
    REFUSED = "refused"  # acknowledged: the refusal must be there, and no shift of it
    UNSENT = "unsent"  # broken off before its end: it must not be there


@dataclass(slots=True)
class Entry:
    """One punch of one person."""

    slug: str
    employee_id: int
    key: UUID
    action: str
    outcome: Outcome = Outcome.UNKNOWN

    @property
    def mark(self) -> str:
        """Write what the note of this punch carries."""
        return f"entry-{self.key.hex}"


@dataclass
class Ledger:
    """All punches of one client. Not shared between threads; merged at the end."""

    entries: list[Entry] = field(default_factory=list)

    def new(self, slug: str, employee_id: int, key: UUID, action: str) -> Entry:
        """Write down a punch before it is sent."""
        entry = Entry(slug, employee_id, key, action)
        self.entries.append(entry)
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)
