"""Rule sets as JSON: what a company stores, and what presets are kept as.

Decimal figures are strings. A field that is missing has its default, so that a rule set of an older
release can still be read; one that is not known is refused rather than lost.
"""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from types import UnionType
from typing import Any, Literal, cast, get_args, get_origin, get_type_hints

from timetracking.pay.engine.rules import RuleSet

SCHEMA = 1
_DECIMAL = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?")


class UnreadableRules(ValueError):
    """The data are no rule set: `path` names the field, such as daily.0.after."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"not a rule set: {path or 'the whole'}")


def as_data(rules: RuleSet) -> dict[str, Any]:
    """Return a rule set as JSON has it."""
    return {"schema": SCHEMA, **_encoded(rules)}


def from_data(data: Mapping[str, Any]) -> RuleSet:
    """Return the rule set; raise UnreadableRules if the data are none.

    Whether the rules make sense is for `checking.rule_set`.
    """
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        raise UnreadableRules("schema")
    rest = {key: value for key, value in data.items() if key != "schema"}
    return cast("RuleSet", _decoded(RuleSet, rest, ""))


def changed(rules: RuleSet, preset: RuleSet) -> dict[str, tuple[Any, Any]]:
    """Return what a company changed of a preset: each field with its own value and the preset's."""
    own, given = _encoded(rules), _encoded(preset)
    skipped = ("name", "version")
    return {
        key: (own[key], given[key]) for key in own if key not in skipped and own[key] != given[key]
    }


def _encoded(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _encoded(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_encoded(one) for one in value]
    return str(value) if isinstance(value, Decimal) else value


def _decoded(kind: Any, value: Any, path: str) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is UnionType:
        inner = next(one for one in arguments if one is not type(None))
        return None if value is None else _decoded(inner, value, path)
    if origin is Literal:
        return _checked(value, path, is_right=isinstance(value, str) and value in arguments)
    if origin is tuple:
        return _tuple(arguments, value, path)
    if is_dataclass(kind):
        return _object(cast("type[Any]", kind), value, path)
    if kind is Decimal:
        is_right = isinstance(value, str) and _DECIMAL.fullmatch(value) is not None
        return Decimal(_checked(value, path, is_right=is_right))
    return _checked(value, path, is_right=type(value) is kind)


def _checked(value: Any, path: str, *, is_right: bool) -> Any:
    if not is_right:
        raise UnreadableRules(path)
    return value


def _tuple(arguments: tuple[Any, ...], value: Any, path: str) -> tuple[Any, ...]:
    _checked(value, path, is_right=isinstance(value, list | tuple))
    if arguments[-1] is Ellipsis:
        arguments = arguments[:1] * len(value)
    _checked(value, path, is_right=len(arguments) == len(value))
    pairs = enumerate(zip(arguments, value, strict=True))
    return tuple(_decoded(kind, one, f"{path}.{number}") for number, (kind, one) in pairs)


def _object(kind: type[Any], value: Any, path: str) -> Any:
    _checked(value, path, is_right=isinstance(value, Mapping))
    hints, known = get_type_hints(kind), {field.name: field for field in fields(kind)}
    prefix = f"{path}." if path else ""
    for name in value:
        _checked(name, f"{prefix}{name}", is_right=name in known)
    for name, field in known.items():
        has_default = field.default is not MISSING or field.default_factory is not MISSING
        _checked(name, f"{prefix}{name}", is_right=has_default or name in value)
    return kind(
        **{name: _decoded(hints[name], one, f"{prefix}{name}") for name, one in value.items()}
    )
