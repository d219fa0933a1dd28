"""How many errors were logged for each company in the last day, by their kind and nothing else.

Counted where they are logged. Kept in memory and, for the other workers, in a file of the worker's
slot; a kind is the class of an exception or the name of a logger, so nobody is named.
"""

import json
import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Lock

from config.http.logs import slug_of
from config.observability import slots
from tenants.context import get_current_tenant

HOURS = 24
# Of each hour in each worker, so that memory and files stay small.
MOST_OF_AN_HOUR = 2_000
PUBLISHED_EVERY = 2.0

Hours = dict[int, dict[str, int]]  # by the hour, and by "company kind"

_lock = Lock()
_own: Hours = {}
_published_at = 0.0


class ErrorCounter(logging.Handler):
    """Counts the records of errors of companies; comes before the tracebacks are shortened."""

    def emit(self, record: logging.LogRecord) -> None:
        """Count the record if it is of a company."""
        request = getattr(record, "request", None)
        slug = slug_of(getattr(request, "tenant", None) or get_current_tenant())
        if slug == "-":
            return
        error = record.exc_info[0] if record.exc_info else None
        count(slug, error.__name__ if error else record.name)


def count(company: str, kind: str, *, now: float | None = None) -> None:
    """Count an error of a company."""
    global _own, _published_at
    now = time.time() if now is None else now
    hour, folder = int(now // 3600), slots.folder()
    with _lock:
        if folder and not _published_at:  # the first error of a worker
            _own = _of_file(_file_in(folder))
        _own = _recent(_own, hour)
        errors = _own.setdefault(hour, {})
        key = f"{company} {kind}"
        if key in errors or len(errors) < MOST_OF_AN_HOUR:
            errors[key] = errors.get(key, 0) + 1
        if folder and not 0 <= now - _published_at < PUBLISHED_EVERY:
            _published_at = now
            _publish(folder)


def recent(company: str, *, now: float | None = None) -> dict[str, int]:
    """Return the errors of a company in the last day by their kind, the most frequent first."""
    hour = int((time.time() if now is None else now) // 3600)
    found: Counter[str] = Counter()
    with _lock:
        parts = [_recent(_own, hour)]
    for part in [*parts, *(_recent(other, hour) for other in _of_other_workers())]:
        for errors in part.values():
            for key, number in errors.items():
                slug, _, kind = key.partition(" ")
                if slug == company:
                    found[kind] += number
    return dict(found.most_common())


def _publish(folder: Path) -> None:
    # A full disk stops no request.
    with suppress(OSError):
        draft = _file_in(folder).with_suffix(".new")
        draft.write_text(json.dumps(_own))
        draft.replace(_file_in(folder))


def _of_other_workers() -> Iterator[Hours]:
    if folder := slots.folder():
        for file in set(folder.glob("errors_*.json")) - {_file_in(folder)}:
            yield _of_file(file)


def _file_in(folder: Path) -> Path:
    return folder / f"errors_{slots.current_slot()}.json"


def _of_file(file: Path) -> Hours:
    try:
        return {int(hour): errors for hour, errors in json.loads(file.read_text()).items()}
    except (OSError, ValueError):
        return {}


def _recent(hours: Hours, hour: int) -> Hours:
    return {one: errors for one, errors in hours.items() if 0 <= hour - one < HOURS}
