"""A guard: the change that takes it away, and the tests that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """One guard: `text` in `file` becomes `without`, and one of `tests` must fail."""

    name: str
    file: str
    text: str
    without: str
    tests: tuple[str, ...] = ("tests/isolation",)
