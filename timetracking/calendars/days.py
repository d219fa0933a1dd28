"""What a holiday calendar says of one day."""

from dataclasses import dataclass

from timetracking.models import Portion


@dataclass(frozen=True)
class DayOff:
    """A day that is a holiday, whole or half. `is_own` says that the company entered it."""

    name: str
    portion: Portion = Portion.WHOLE
    is_own: bool = False

    @property
    def is_half(self) -> bool:
        """Whether half of the day is worked."""
        return self.portion == Portion.HALF
