from datetime import UTC, datetime

from jobs.models import Job


def fail_a_job(word: str, own_id: int) -> None:
    """Add jobs with the canary that no worker runs, one of them with the company's own id."""
    values = {"task": word, "arguments": {"args": [word]}, "error": word, "state": "failed"}
    at = datetime(2026, 1, 5, tzinfo=UTC)
    for pk in (None, own_id):
        Job.objects.create(pk=pk, key=f"{word}{pk or ''}", enqueued_at=at, **values)
