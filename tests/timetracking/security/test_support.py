"""Who ends an operator's support access; the whole of it is tests/operations/test_support.py."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import support
from accounts.models import SecurityEvent
from timetracking.base.authors import Author, program
from timetracking.base.errors import ForOwners
from timetracking.models import Employee
from timetracking.security.support import end_access


@pytest.fixture(autouse=True)
def access(owner: Employee) -> None:
    now = timezone.now()
    assert owner.user is not None
    support.open_access(
        owner.user, operator="Otto", reason="Asked to", until=now + timedelta(hours=1), now=now
    )


def test_an_owner_ends_it(owner: Employee) -> None:
    assert end_access(by=Author(owner)) == 1
    assert end_access(by=Author(owner)) == 0
    assert support.current(now=timezone.now()) == []
    assert SecurityEvent.objects.get().actor == owner.user


def test_nobody_else_ends_it(manager: Employee, ana: Employee) -> None:
    for author in (Author(manager), Author(ana), program("test")):
        with pytest.raises(ForOwners):
            end_access(by=author)
    assert [one.operator for one in support.current(now=timezone.now())] == ["Otto"]
