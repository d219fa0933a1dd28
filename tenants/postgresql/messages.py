"""Sends a message of several statements without parameters, and reads the response later.

Without a cursor: ours allows one statement in a message, and would prepare for parameters and rows.
"""

from typing import Any

import psycopg
from psycopg import errors, generators
from psycopg.abc import PQGen

SUCCESS = {psycopg.pq.ExecStatus.COMMAND_OK, psycopg.pq.ExecStatus.TUPLES_OK}


def send(connection: "psycopg.Connection[Any]", message: bytes) -> None:
    """Send the message; raise OperationalError if the connection is known to be dead."""
    connection.pgconn.send_query(message)
    connection.pgconn.flush()


def read_response(connection: "psycopg.Connection[Any]") -> None:
    """Wait for the results of all statements; raise the server's error, if any."""
    with connection.lock:
        connection.wait(_results(connection.pgconn))


def _results(pgconn: "psycopg.pq.abc.PGconn") -> PQGen[None]:
    results = yield from generators.execute(pgconn)
    if not results:
        raise psycopg.OperationalError("the connection was lost before the message was sent")
    for result in results:
        if result.status not in SUCCESS:
            raise errors.error_from_result(result)
