"""The users who sign in to the admin, shared with the tests of accounts."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from accounts.models import User
from tests.accounts.conftest import ada, commit_now, operator
from tests.conftest import TenantClient

__all__ = ["ada", "commit_now", "operator"]


def without_token(response: Any) -> str:
    """Return a page without the token of its forms, which is another one each time."""
    return re.sub(r'csrfmiddlewaretoken" value="\w+"', "", response.content.decode())


@pytest.fixture
def committed_operator(committed: None) -> Iterator[TenantClient]:
    """Return a client with a signed-in operator, for tests that commit."""
    user = User.objects.create_superuser("operator@example.com", "a-long-password")
    client = TenantClient(None)
    client.force_login(user)
    yield client
    client.logout()
    LogEntry.objects.all().delete()
    # Not delete(): that would look for the employees of a user, who have no table in public.
    User.objects.filter(pk=user.pk)._raw_delete("default")
