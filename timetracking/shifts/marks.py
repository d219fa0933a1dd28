"""Marks on shifts that someone else has to review before their hours are settled."""

from dataclasses import dataclass

from timetracking.models import Review, WorkLog


@dataclass(frozen=True)
class Mark:
    """Why a shift has to be reviewed, and the ids of those who may not be the ones to do so.

    `reason` is for the line in the audit trail. A tap at its own time leaves no mark.
    """

    review: Review = Review.NONE
    involved: frozenset[int] = frozenset()
    reason: str = ""

    def put_on(self, log: WorkLog) -> None:
        """Mark a shift, without saving it; an earlier mark stays until someone reviews it."""
        log.review = self.review or log.review
        log.involved = sorted({*log.involved, *self.involved})


NO_MARK = Mark()


def clear(log: WorkLog) -> None:
    """Remove all marks of a shift, without saving it."""
    log.review, log.involved = Review.NONE, []
