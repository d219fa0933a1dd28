"""What a look-up in the DNS can end with, each with a sentence for the operator."""

from enum import StrEnum

from django.utils.translation import gettext as _


class Problem(StrEnum):
    """What was found instead of the record; stored with the domain."""

    NO_NAME = "no name"
    NO_RECORD = "no record"
    WRONG_VALUE = "wrong value"
    TIMEOUT = "time-out"
    NO_ANSWER = "no answer"


MISSES = frozenset({Problem.NO_NAME, Problem.NO_RECORD, Problem.WRONG_VALUE})
"""What the DNS said of the record itself; all else says nothing about the domain."""


def sentence(problem: str, record: str) -> str:
    """Return what to tell the operator about a problem with the record of this name."""
    sentences = {
        Problem.NO_NAME: _(
            "The DNS does not know %(record)s. Create the record; if you just have, name servers "
            "may take up to an hour to show it."
        ),
        Problem.NO_RECORD: _(
            "There is no TXT record at %(record)s. Check the type of the record that you created."
        ),
        Problem.WRONG_VALUE: _(
            "The TXT record at %(record)s has another value. Copy the value once more; name "
            "servers may take up to an hour to show the change."
        ),
        Problem.TIMEOUT: _(
            "The name servers did not answer in time when asked for %(record)s. Try again later."
        ),
        Problem.NO_ANSWER: _(
            "No name server could answer for %(record)s. Check the name servers of the domain, "
            "and those that this server uses."
        ),
    }
    return sentences[Problem(problem)] % {"record": record}


class LookupFailed(Exception):
    """Reports that a look-up found no records, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class NotProven(Exception):
    """Reports that the record of a domain was not found; its text says what to do."""

    def __init__(self, problem: Problem, record: str) -> None:
        super().__init__(sentence(problem, record))
        self.problem = problem
