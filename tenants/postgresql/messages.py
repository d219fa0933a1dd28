"""A message of several statements without parameters: sent now, answered later.

Not by a cursor: ours takes one statement a message, and any would make up for parameters and rows
that are not here.
"""

from typing import Any

import psycopg
from psycopg import errors, generators
from psycopg.abc import PQGen

ANSWERED = {psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK}


def send(connection: "psycopg.Connection[Any]", message: bytes) -> None:
    """Send the message; raise OperationalError where the connection is known to be dead."""
    connection.pgconn.send_query(message)
    connection.pgconn.flush()


def read_answer(connection: "psycopg.Connection[Any]") -> None:
    """Wait until every statement is answered; raise what the server refused."""
    with connection.lock:
        connection.wait(_results(connection.pgconn))


def _results(pgconn: "psycopg.pq.abc.PGconn") -> PQGen[None]:
    results = yield from generators.execute(pgconn)
    if not results:
        raise psycopg.OperationalError("the connection was lost before the message was sent")
    for result in results:
        if result.status not in ANSWERED:
            raise errors.error_from_result(result)
