"""The product's migrations and one more, as in a later release."""

from timetracking import migrations

__path__ = [*migrations.__path__, *__path__]
