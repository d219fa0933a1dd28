"""What is done outside requests: by which backend, and what again and again."""

from datetime import timedelta

TASKS = {"default": {"BACKEND": "jobs.backend.SchemaBackend", "QUEUES": ["default", "long"]}}

# A task that runs in public, and how often.
SCHEDULES: dict[str, timedelta] = {}
