"""The product's migrations and one more, as a next release would bring it."""

from timetracking import migrations

__path__ = [*migrations.__path__, *__path__]
