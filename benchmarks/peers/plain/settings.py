"""Django without tenants: one set of tables for all."""

from benchmarks.peers.base import *  # noqa: F403
from benchmarks.peers.base import SHARED, STAFF, peer_databases

INSTALLED_APPS = [*SHARED, STAFF]
DATABASES = peer_databases("django.db.backends.postgresql")
