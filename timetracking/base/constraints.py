"""Violated constraints of the database, translated into the product's errors."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError, transaction

from timetracking.base.errors import TimeTrackingError


def violated_constraint(error: IntegrityError) -> str:
    """Return the name of the violated constraint, "" if PostgreSQL gives none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""


@contextmanager
def refusals(
    errors: Mapping[str, Callable[[], TimeTrackingError]], *, using: str | None = None
) -> Iterator[None]:
    """Run the block in a savepoint; raise the error that `errors` has for a violated constraint."""
    try:
        with transaction.atomic(using=using):
            yield
    except IntegrityError as error:
        refusal = errors.get(violated_constraint(error))
        if refusal is None:
            raise
        raise refusal() from error
