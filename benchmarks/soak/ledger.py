"""The ledger: every punch that was sent, and its outcome."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from uuid import UUID


class Outcome(Enum):
    """What a client knows about a punch that it sent."""

    UNKNOWN = "unknown"  # no response: it may be written, but completely and once
    DONE = "done"  # acknowledged: it must be written
    REFUSED = "refused"  # acknowledged: the refusal must be written, without a shift
    UNSENT = "unsent"  # not sent completely: it must not be written


@dataclass(slots=True)
class Entry:
    """A punch of a person."""

    slug: str
    employee_id: int
    key: UUID
    action: str
    outcome: Outcome = Outcome.UNKNOWN

    @property
    def mark(self) -> str:
        """The mark in the note of this punch."""
        return f"entry-{self.key.hex}"


@dataclass
class Ledger:
    """The punches of one client. Not shared between threads; merged at the end."""

    entries: list[Entry] = field(default_factory=list)

    def new(self, slug: str, employee_id: int, key: UUID, action: str) -> Entry:
        """Record a punch before it is sent."""
        entry = Entry(slug, employee_id, key, action)
        self.entries.append(entry)
        return entry

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)
