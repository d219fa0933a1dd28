"""What a change does to the past, as it is shown before it is saved."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Stretch:
    """Days in a row that a change makes different; the last one is today at the latest.

    `before` and `after` are what holds, as text. `shifts` began on these days, with `worked` hours
    that count. `target_before` and `target_after` are the minutes to work, None for a rate.
    """

    first: date
    last: date
    before: str
    after: str
    shifts: int
    worked: timedelta
    target_before: timedelta | None = None
    target_after: timedelta | None = None


@dataclass(frozen=True)
class Effect:
    """What a change does to the past: nothing without stretches."""

    stretches: tuple[Stretch, ...]

    @property
    def token(self) -> str:
        """A digest of what was shown: who confirms it confirms nothing else."""
        return hashlib.sha256(repr(self.stretches).encode()).hexdigest()[:16]
