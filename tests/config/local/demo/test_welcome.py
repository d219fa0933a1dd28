"""The demo's welcome message."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from config.local.demo.welcome import boxed, welcome


def companies() -> list[Any]:
    names = [("acme", "Acme Hotels", "served"), ("corgicafe", "Corgi Café", "suspended")]
    return [
        SimpleNamespace(slug=slug, name=name, base_url=f"http://{slug}.localhost", state=state)
        for slug, name, state in names
    ]


def test_welcome_contains_addresses_and_accounts() -> None:
    text = welcome(
        cast("Any", companies()),
        port=80,
        operator="op@x",
        password="pw",
        pin="4242",
        mail=Path("/mail"),
    )

    assert "Acme Hotels  http://acme.localhost/\n" in text
    assert "Corgi Café   http://corgicafe.localhost/ (suspended)" in text
    for role in ("owner", "manager", "staff"):
        assert f"{role}@acme.example" in text
        assert f"{role}@corgicafe.example" in text
    assert "op@x" in text
    assert "pw" in text
    assert "PIN is 4242" in text
    assert "files in /mail" in text


def test_box_is_aligned_and_falls_back_to_ascii() -> None:
    fine, plain = boxed("one\nlonger", encoding="utf-8"), boxed("one\nlonger", encoding="ascii")

    assert {len(line) for line in fine.splitlines()} == {12}
    assert fine.startswith("╭──")
    assert plain.splitlines()[1] == "|  one     |"
