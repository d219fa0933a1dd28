"""Django without tenants: one table for all."""

from benchmarks.peers.base import *  # noqa: F403
from benchmarks.peers.base import STAFF, peer_databases

INSTALLED_APPS = [STAFF]
DATABASES = peer_databases("django.db.backends.postgresql")
