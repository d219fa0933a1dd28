"""The database keeps the promises; this turns its refusals into the product's words."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import psycopg
from django.db import IntegrityError, transaction

from timetracking.base.errors import TimeTrackingError


def violated_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that PostgreSQL saw violated, "" if it named none."""
    cause = error.__cause__
    return (cause.diag.constraint_name or "") if isinstance(cause, psycopg.Error) else ""


@contextmanager
def refusals(
    sentences: Mapping[str, Callable[[], TimeTrackingError]], *, using: str | None = None
) -> Iterator[None]:
    """Run writes in a savepoint; raise what `sentences` has for the constraint they violate."""
    try:
        with transaction.atomic(using=using):
            yield
    except IntegrityError as error:
        refusal = sentences.get(violated_constraint(error))
        if refusal is None:
            raise
        raise refusal() from error
