"""The migrations and one more, as in a later release."""

from benchmarks.peers.staff import migrations

__path__ = [*migrations.__path__, *__path__]
