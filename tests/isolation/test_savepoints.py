"""Savepoints rolled back at any depth, in any nesting: role, path, stamp and rows stay right."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenants.context import tenant_context
from tests.isolation.canaries import Canaries
from tests.isolation.failing import Broken
from tests.isolation.standing import inside, nobody_is_inside, where, written
from timetracking.models import Employee

pytestmark = pytest.mark.usefixtures("committed", "theirs_unchanged")


@dataclass(frozen=True)
class Block:
    """One transaction.atomic(): what is written in it, what lies in it, how it ends."""

    writes: int
    error: str
    caught: bool
    inner: tuple["Block", ...]


def blocks() -> st.SearchStrategy[Block]:
    def around(inner: st.SearchStrategy[tuple[Block, ...]]) -> st.SearchStrategy[Block]:
        return st.builds(
            Block,
            writes=st.integers(0, 2),
            error=st.sampled_from(["", "", "database", "python"]),
            caught=st.booleans(),
            inner=inner,
        )

    leaf = around(st.just(()))
    return st.recursive(
        leaf, lambda deeper: around(st.lists(deeper, max_size=3).map(tuple)), max_leaves=8
    )


class Play:
    """Runs blocks, and keeps by itself which rows must be there afterwards."""

    def __init__(self, company: Canaries, prefix: str) -> None:
        self.company, self.prefix = company, prefix
        self.kept: list[str] = []

    def run(self, block: Block) -> None:
        """Run a block in a savepoint; what it raises is caught outside if it says so."""
        before = list(self.kept)
        try:
            with transaction.atomic():
                self._fill(block)
        except (Broken, IntegrityError):
            self.kept = before
            assert where() == inside(self.company)
            if not block.caught:
                raise

    def _fill(self, block: Block) -> None:
        for _ in range(block.writes):
            self.kept.append(f"{self.prefix}{uuid4().hex}")
            Employee.objects.create(name=self.kept[-1])
        for inner in block.inner:
            self.run(inner)
            assert where() == inside(self.company)
        if block.error == "database":
            Employee.objects.create(name=f"{self.prefix}bad", role="emperor")
        elif block.error == "python":
            raise Broken


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(block=blocks())
def test_savepoints_rolled_back_at_any_depth_keep_the_company(
    block: Block, name: str, ours: Canaries, theirs: Canaries
) -> None:
    play = Play(ours, f"{name}{uuid4().hex[:6]}")
    try:
        with tenant_context(ours.tenant):
            play.run(block)
            assert where() == inside(ours)
    except (Broken, IntegrityError):
        assert not block.caught
        play.kept = []
    assert written(ours, play.prefix) == sorted(play.kept)
    assert not written(theirs, play.prefix)
    nobody_is_inside(theirs)
