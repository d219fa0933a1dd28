"""A superuser's connection, for what only one may do; an installation that has kept nothing."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.tenants.keeping import forget_process, rows


@pytest.fixture
def admin(two_logins: None, committed: None) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """Return a superuser's connection to the test database."""
    if not settings.ADMIN_DATABASE:
        pytest.skip("needs a superuser: set ADMIN_DATABASE_URL")
    name = settings.DATABASES["owner"]["NAME"]
    with psycopg.connect(**settings.ADMIN_DATABASE, dbname=name, autocommit=True) as connection:
        yield connection


@pytest.fixture
def nothing_kept(committed: None) -> Iterator[None]:
    """Begin in a fresh process on a fresh installation, and leave that."""
    rows().all().delete()
    forget_process()
    yield
    rows().all().delete()
    forget_process()
