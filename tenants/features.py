"""What the operator has switched on for one company, as far as the engine obeys it.

The names and values are in the registry's column `features`, which comes with the company's row, so
that a request needs no query for them. A company's role may read its own row and write none.
`lifecycle.change_features` is the only writer; which values are valid, its callers judge.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

STATEMENT_TIMEOUT = "statement-timeout"
"""Seconds that a statement of the company may take, instead of STATEMENT_TIMEOUT_MS."""
REQUEST_LIMIT = "request-limit"
"""Requests of the company that a process serves at a time, instead of REQUESTS_PER_COMPANY."""

Features = Mapping[str, Any]


def number(features: Features, name: str) -> int | None:
    """Return the value of a feature that is a number, None if it is off."""
    value = features.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def request_limit(features: Features) -> int:
    """Return how many requests of the company a process serves at a time, 0 for any number."""
    return number(features, REQUEST_LIMIT) or settings.REQUESTS_PER_COMPANY


def statement_timeout_ms(features: Features) -> int | None:
    """Return how long a statement may take, None for as long as everybody's."""
    seconds = number(features, STATEMENT_TIMEOUT)
    return None if seconds is None else seconds * 1000
