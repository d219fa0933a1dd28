"""A superuser's connection, for tests of what only one may do."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings


@pytest.fixture
def admin(two_logins: None, committed: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Return a superuser's connection to the test database."""
    if not settings.ADMIN_DATABASE:
        pytest.skip("needs a superuser: set ADMIN_DATABASE_URL")
    name = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(**settings.ADMIN_DATABASE, dbname=name, autocommit=True) as connection:
        yield connection
