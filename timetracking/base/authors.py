"""The authors of changes: people and programs."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.requests import Client
from timetracking.models import Employee, Source

if TYPE_CHECKING:
    from accounts.requests import Site


@dataclass(frozen=True)
class Author:
    """A person who changes something, or a program without an employee, whose name is `origin`.

    `site` is where they act, to which the links in mails lead; a program has none.
    """

    employee: Employee | None = None
    origin: str = Source.WEB
    address: str = ""
    browser: str = ""
    site: "Site | None" = None

    @property
    def client(self) -> Client:
        """Where the author is."""
        return Client(self.address, self.browser)


def program(name: str) -> Author:
    """Return the author of the changes that a command makes on its own."""
    return Author(origin=name)
