"""The lower limit of creation time: the statements that create a company, sent with psycopg."""

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
    """All statements that create a company, as one message, and a connection."""

    project: Any
    database: str
    model: str
    message: str
    connection: "psycopg.Connection[Any]"

    @classmethod
    def recorded(cls, project: Any, database: str, first: int) -> Self:
        """Create two companies, and record the statements of the second.

        The first company of a process may need other statements than the following ones.
        """
        warm_up, model = companies(database, 2, first=first)
        project.create(warm_up)
        with CaptureQueriesContext(connections["owner"]) as captured:
            project.create(model)
        connections["owner"].close()
        queries = [query["sql"] for query in captured]
        statements = [query for query in queries if not query.startswith(TRANSACTION)]
        index = next(index for index, text in enumerate(statements) if "CREATE TABLE" in text)
        statements.insert(index, f"SET LOCAL search_path = {project.schema(model)}, pg_temp")
        message = ";\n".join(["BEGIN", *statements, "COMMIT"])
        return cls(project, database, model, message, owner())

    def copies(self, first: int, count: int) -> list[float]:
        """Create companies, one message each; return the seconds of each."""
        durations = []
        for name in companies(self.database, count, first=first):
            text = self.message.replace(self.model, name)
            text = text.replace(subdomain(self.model), subdomain(name))
            began = time.perf_counter()
            send(self.connection, text)
            durations.append(time.perf_counter() - began)
            self.project.fill(name)
        return durations
