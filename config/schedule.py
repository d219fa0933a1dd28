"""What is done outside requests: by which backend, and what again and again."""

from datetime import timedelta

TASKS = {"default": {"BACKEND": "jobs.backend.SchemaBackend", "QUEUES": ["default", "long"]}}

# A task that runs in public, and how often; the tasks are in config/sweeps.py.
SCHEDULES = {
    "config.sweeps.forgotten_shifts": timedelta(minutes=15),
    "config.sweeps.expired_sessions": timedelta(days=1),
    "config.sweeps.finished_jobs": timedelta(days=1),
    "config.sweeps.old_security_events": timedelta(days=1),
    "config.sweeps.old_sign_ups": timedelta(hours=6),
    "config.sweeps.domain_records": timedelta(hours=12),
    "config.sweeps.usage": timedelta(hours=1),
    "config.sweeps.due_backups": timedelta(hours=1),
    "config.sweeps.old_backups": timedelta(days=1),
}
