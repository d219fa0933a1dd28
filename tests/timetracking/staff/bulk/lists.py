"""What tests of lists share: a list, the page that checks it, and what that page sends."""

from typing import Any

PATH = "/people/import/"
LIST = "Name;E-Mail;Rolle;Stundenlohn\nCleo;cleo@example.com;Team;13,20\nDario;;;\n"


def preview(client: Any, people: str = LIST, **more: Any) -> Any:
    return client.post(PATH, {"people": people, "place": ""} | more)


def sent(page: Any, **more: Any) -> dict[str, Any]:
    """Return what the check page sends back to add the people."""
    kept = {name: page.context[name] for name in ("list", "place", "namesakes")}
    return kept | {"act": "add"} | more


def rows(page: Any) -> list[tuple[str, set[str]]]:
    return [(shown.row.outcome, set(shown.row.problems)) for shown in page.context["rows"]]
