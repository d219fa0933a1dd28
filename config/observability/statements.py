"""Counts SQL statements, and logs the slow ones with the company and without their values."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from psycopg import sql as composing

from config.observability import companies, registry
from tenants.context import get_current_tenant

logger = logging.getLogger("shiftbook.statements")

LONGEST = 500  # characters of a statement in the log
_READ = 20_000
# Values that stand in a statement: strings of all kinds, also cut off at the end, and numbers.
_VALUES = re.compile(
    r"""[eE]'(?:[^'\\]|\\.|'')*(?:'|\Z)|'(?:[^']|'')*(?:'|\Z)|\$(\w*)\$.*?(?:\$\1\$|\Z)"""
    r"""|--[^\n]*|/\*.*?(?:\*/|\Z)|(?<![\w."$])\d+(?:\.\d+)?""",
    re.DOTALL,
)


def watch(*, connection: Any, **kwargs: Any) -> None:
    """Watch the statements of a connection; receives `connection_created`."""
    if watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(watched)


def watched(
    execute: Callable[..., Any], statement: Any, params: Any, many: bool, context: Any
) -> Any:
    """Run a statement, and note how long it took."""
    started = time.perf_counter()
    try:
        return execute(statement, params, many, context)
    finally:
        _note(statement, time.perf_counter() - started)


def _note(statement: Any, seconds: float) -> None:
    registry.statement_seconds.observe(seconds)
    if seconds * 1000 < settings.SLOW_STATEMENT_MS:
        return
    registry.slow_statements.inc()
    tenant = get_current_tenant()
    if tenant:
        companies.count(tenant.slug, slow_statements=1)
    milliseconds = round(seconds * 1000, 1)
    # Without the parameters: they are what people have written.
    logger.warning(
        "A statement took %.0f ms: %s",
        milliseconds,
        without_values(statement),
        extra={"duration_ms": milliseconds, "tenant": tenant.slug if tenant else "-"},
    )


def without_values(statement: Any) -> str:
    """Return the beginning of a statement, with a question mark for each value in it."""
    if isinstance(statement, composing.Composable):
        statement = statement.as_string(None)
    if isinstance(statement, bytes):
        statement = statement.decode(errors="replace")
    text = " ".join(_VALUES.sub("?", str(statement)[:_READ]).split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]} …"
