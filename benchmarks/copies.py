"""Companies made by the statements that make one, sent by psycopg alone: the floor of creation."""

import time
from dataclasses import dataclass
from typing import Any, Self

import psycopg
from django.db import connections
from django.test.utils import CaptureQueriesContext

from benchmarks.contenders import companies, subdomain
from benchmarks.floor import owner, send

TRANSACTION = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@dataclass(frozen=True, slots=True)
class Copier:
    """Holds all that was executed to make one company, as one message, and a connection."""

    project: Any
    database: str
    model: str
    message: str
    connection: "psycopg.Connection[Any]"

    @classmethod
    def recorded(cls, project: Any, database: str, first: int) -> Self:
        """Make two companies, and write down what is executed for the second.

        The first company of a process may take other statements than all that follow.
        """
        before, model = companies(database, 2, first=first)
        project.create(before)
        with CaptureQueriesContext(connections["owner"]) as captured:
            project.create(model)
        connections["owner"].close()
        statements = [one["sql"] for one in captured if not one["sql"].startswith(TRANSACTION)]
        at = next(place for place, text in enumerate(statements) if "CREATE TABLE" in text)
        statements.insert(at, f"SET LOCAL search_path = {project.schema(model)}, pg_temp")
        message = ";\n".join(["BEGIN", *statements, "COMMIT"])
        return cls(project, database, model, message, owner())

    def copies(self, first: int, count: int) -> list[float]:
        """Time the making of companies, one message each."""
        took = []
        for name in companies(self.database, count, first=first):
            text = self.message.replace(self.model, name)
            text = text.replace(subdomain(self.model), subdomain(name))
            began = time.perf_counter()
            send(self.connection, text)
            took.append(time.perf_counter() - began)
            self.project.fill(name)
        return took
