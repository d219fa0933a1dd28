"""Who changes something: a person or a program."""

from dataclasses import dataclass

from timetracking.models import Employee, Source


@dataclass(frozen=True)
class Author:
    """Who changes something, and from where; without an employee it is a program, by its name."""

    employee: Employee | None = None
    origin: str = Source.WEB
    address: str = ""


def program(name: str) -> Author:
    """Return the author of what a command does by itself."""
    return Author(origin=name)
