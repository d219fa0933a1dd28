"""The authors of changes: people and programs."""

from dataclasses import dataclass

from timetracking.models import Employee, Source


@dataclass(frozen=True)
class Author:
    """A person who changes something, or a program without an employee, whose name is `origin`."""

    employee: Employee | None = None
    origin: str = Source.WEB
    address: str = ""


def program(name: str) -> Author:
    """Return the author of the changes that a command makes on its own."""
    return Author(origin=name)
