"""The engine asks neither the clock nor the system: import-linter keeps the database away."""

import ast
from pathlib import Path

import pytest

ENGINE = Path(__file__).resolve().parents[3] / "timetracking" / "pay" / "engine"
CLOCKS = {"now", "today", "utcnow", "localtime", "getenv", "time_ns"}


def called(source: str) -> set[str]:
    """Return the names that are called or taken as attributes."""
    nodes = ast.walk(ast.parse(source))
    return {node.attr for node in nodes if isinstance(node, ast.Attribute)}


@pytest.mark.parametrize("file", sorted(ENGINE.glob("*.py")), ids=lambda file: file.stem)
def test_no_module_asks_for_the_time(file: Path) -> None:
    assert called(file.read_text()) & CLOCKS == set()


@pytest.mark.parametrize("line", ["datetime.now(UTC)", "date.today()", "datetime.utcnow"])
def test_asking_for_the_time_is_noticed(line: str) -> None:
    assert called(line) & CLOCKS
