"""The settings of a worker that runs no schedules."""

from config.settings import *  # noqa: F403

SCHEDULES: dict[str, object] = {}
