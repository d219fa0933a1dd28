"""Who writes shifts and breaks: found in the source, and caught while the tests run."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from timetracking.models import Break, WorkLog

ROOT = settings.BASE_DIR
PRODUCT = sorted(
    {file.parent.name for file in ROOT.glob("*/__init__.py")} - {"benchmarks", "tests"}
)
THE_WRITER = "timetracking/shifts/"
# The words that lead to a shift or a break: their models, and the relations to them.
_SUBJECTS = {"WorkLog", "Break", "work_logs", "breaks", "work_log"}
_BY_NAME = r"a?(save(_base)?|_raw_delete|delete|add|remove|set|clear"
_WRITE = re.compile(_BY_NAME + r"|((get|update)_or_|bulk_)?(create|update))")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_QUERYSET_WRITES = ("update", "delete", "_raw_delete", "bulk_create", "bulk_update", "_update")


def sources() -> Iterator[tuple[str, str]]:
    """Yield the product's files but for its migrations: the path, and what stands there."""
    for package in PRODUCT:
        for file in sorted((ROOT / package).rglob("*.py")):
            path = str(file.relative_to(ROOT))
            if "/migrations/" not in path:
                yield path, Path(file).read_text()


def writes(source: str) -> Iterator[int]:
    """Yield the lines that write a shift or a break."""
    tree = ast.parse(source)
    # A function's names are its own, and what it does not bind is the module's.
    functions = [node for node in ast.walk(tree) if isinstance(node, _FUNCTIONS)]
    inside = {id(node) for function in functions for node in ast.walk(function)}
    rest = [node for node in ast.walk(tree) if id(node) not in inside]
    found: set[int] = set()
    for nodes in [rest, *([*ast.walk(function)] for function in functions)]:
        names = _names(nodes)
        calls = (node for node in nodes if isinstance(node, ast.Call))
        found |= {call.lineno for call in calls if _is_write(call, names)}
    yield from sorted(found)


def _is_write(call: ast.Call, names: set[str]) -> bool:
    if not isinstance(call.func, ast.Attribute) or not _WRITE.fullmatch(call.func.attr):
        return False
    return _leads_there(call.func.value, names)


def _names(nodes: list[ast.AST]) -> set[str]:
    """Return the names that hold shifts or breaks, by annotation or by where they come from."""
    names = set(_SUBJECTS)
    while True:
        more = {name for node in nodes for name in _bound(node, names)} - names
        if not more:
            return names
        names |= more


def _bound(node: ast.AST, names: set[str]) -> Iterator[str]:
    """Yield the names that this node gives to a shift or a break, given those that hold one."""
    if isinstance(node, ast.arg) and node.annotation and _mentions(node.annotation):
        yield node.arg
    elif isinstance(node, ast.AnnAssign) and _mentions(node.annotation):
        yield from _targets(node.target)
    elif isinstance(node, ast.Assign) and _leads_there(node.value, names):
        for target in node.targets:
            yield from _targets(target)
    elif isinstance(node, ast.NamedExpr | ast.For | ast.comprehension):
        source = node.value if isinstance(node, ast.NamedExpr) else node.iter
        if _leads_there(source, names):
            yield from _targets(node.target)


def _targets(target: ast.expr) -> Iterator[str]:
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Tuple):
        for one in target.elts:
            yield from _targets(one)


def _mentions(annotation: ast.expr) -> bool:
    return bool(re.search(r"\b(WorkLog|Break)\b", ast.unparse(annotation)))


def _leads_there(value: ast.expr, names: set[str]) -> bool:
    """Say whether an expression is a shift or a break, or a query of them."""
    while True:
        if isinstance(value, ast.Attribute):
            if value.attr in _SUBJECTS:
                return True
            value = value.value
        elif isinstance(value, ast.Call):
            value = value.func
        elif isinstance(value, ast.Subscript | ast.Starred | ast.Await):
            value = value.value
        else:
            return isinstance(value, ast.Name) and value.id in names


def guard(monkeypatch: Any) -> None:
    """Let whatever of the product writes a shift or a break elsewhere than in `shifts` fail."""
    for model in (WorkLog, Break):
        for name in ("save_base", "delete"):
            monkeypatch.setattr(model, name, _watched(getattr(model, name)))
    for name in _QUERYSET_WRITES:
        original = getattr(models.QuerySet, name)
        monkeypatch.setattr(models.QuerySet, name, _watched(original))


def _watched(write: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(write)
    def watched(self: Any, *args: Any, **kwargs: Any) -> Any:
        model = self.model if isinstance(self, models.QuerySet) else type(self)
        if model in {WorkLog, Break} and (writer := _writer()):
            raise AssertionError(f"{model.__name__} was written by {writer}, not by {THE_WRITER}")
        return write(self, *args, **kwargs)

    return watched


_PASSES_ON = ("tenants.", WorkLog.__module__)


def _writer() -> str:
    """Return the module of the product that writes now, "" for the one that may, or a test."""
    frame = sys._getframe(2)
    while frame:
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith("tests."):
            return ""
        # The model itself passes on what somebody asks of it.
        if module.partition(".")[0] in PRODUCT and not module.startswith(_PASSES_ON):
            may = module.startswith("timetracking.shifts.") or ".migrations." in module
            return "" if may else module
        frame = frame.f_back  # type: ignore[assignment]
    return ""
