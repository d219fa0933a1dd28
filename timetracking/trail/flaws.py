"""What verification finds."""

from dataclasses import dataclass

# How many flaws of one company are worth a line each.
MOST = 1000


@dataclass(frozen=True)
class Flaw:
    """A line that is not as it was written, or a row that is not as its last line says.

    Contains names of fields, but none of their values.
    """

    place: str
    description: str

    def __str__(self) -> str:
        return f"{self.place}: {self.description}"
