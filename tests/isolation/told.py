"""What the people of the canary companies were told."""

_AT = "2026-01-05T08:00:00+00:00"


def alert(word: str) -> dict[str, str]:
    """Return an alert that names somebody."""
    return {"kind": "owner-lost", "who": word, "whose": word, "at": _AT}


def news(word: str) -> dict[str, object]:
    """Return news that name somebody."""
    return {"kind": "edited", "correction": 1, "who": word, "day": "", "at": _AT}
