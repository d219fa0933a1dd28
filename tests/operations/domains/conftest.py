"""A DNS without a network, and companies that are dropped."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.accounts.conftest import ada, commit_now, operator
from tests.operations.conftest import committed_operator
from tests.operations.domains import records

__all__ = ["ada", "commit_now", "committed_operator", "operator"]


@pytest.fixture(autouse=True)
def no_network(settings: Any) -> Iterator[None]:
    settings.DOMAIN_LOOKUP = records.LOOKUP
    yield
    records.KNOWN.clear()
