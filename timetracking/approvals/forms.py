"""What the list of approvals sends: the things that were ticked, with their versions."""

import re
from collections.abc import Iterable

from timetracking.approvals.accepting import Choice
from timetracking.approvals.counting import Kind

_KEY = re.compile(r"(request|review|tap)-([0-9]{1,18})-([0-9]{0,9})")
# More than a page shows cannot have been ticked there.
MOST = 100


def choices_of(values: Iterable[str]) -> list[Choice]:
    """Return the choices that the values name, each once; what names none has no effect."""
    matches = (_KEY.fullmatch(value) for value in dict.fromkeys(values))
    choices = [
        Choice(Kind(match[1]), int(match[2]), int(match[3]) if match[3] else None)
        for match in matches
        if match
    ]
    return choices[:MOST]
