"""The list of guards fits the code, so that `make mutation` takes away what it says."""

from pathlib import Path

import pytest

from tests.mutation.guards import GUARDS, Guard

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_guard_is_where_the_list_says(guard: Guard) -> None:
    whole = (ROOT / guard.file).read_text()
    assert whole.count(guard.text) == 1
    changed = whole.replace(guard.text, guard.without)
    compile(changed, guard.file, "exec")
    assert all((ROOT / test).exists() for test in guard.tests)
