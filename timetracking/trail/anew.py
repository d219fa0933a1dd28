"""A trail that begins with the rows as they are: that of a company that was copied."""

from collections.abc import Iterator

from django.db.models import Model

from timetracking.base.authors import Author
from timetracking.models import AuditChain
from timetracking.trail.recording import append_created
from timetracking.trail.snapshots import Snapshot
from timetracking.trail.subjects import Subject, subjects

_ROWS = 500


def begin_anew(*, by: Author, using: str) -> int:
    """Begin the trail of the current company with a line for each row; return their number.

    The company has no line yet, and nobody else writes to it. In the caller's transaction.
    """
    end = AuditChain()
    for _, subject in subjects():
        for page in _pages(subject):
            created = [(row, _state(subject, row), subject.employee(row)) for row in page]
            append_created(end, created, by=by, using=using)
    end.save(using=using, force_insert=True)
    return end.number


def _state(subject: Subject, row: Model) -> Snapshot:
    """Return everything that lines record of a row, with what only tells people something."""
    return (subject.check.state or subject.snapshot)(row)


def _pages(subject: Subject) -> Iterator[list[Model]]:
    rows = subject.rows().order_by("pk")
    page = list(rows[:_ROWS])
    while page:
        yield page
        page = list(rows.filter(pk__gt=page[-1].pk)[:_ROWS])
