"""The migrations and one more, as a next release would bring it."""

from benchmarks.peers.staff import migrations

__path__ = [*migrations.__path__, *__path__]
