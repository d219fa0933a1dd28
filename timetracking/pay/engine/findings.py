"""What is worth telling about rules, contracts or hours, as codes with facts.

The sentences are in `timetracking/pay/errors.py`: the engine knows no language.
"""

from dataclasses import dataclass
from dataclasses import field as made_by
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `code` says what, `facts` with which figures, `source` by which rule.

    `field` names the part of a rule set that is meant, such as daily.1; `day` is for hours.
    """

    code: str
    facts: dict[str, Any] = made_by(default_factory=dict)
    field: str = ""
    day: date | None = None
    source: str = ""
