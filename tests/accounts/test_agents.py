"""What people read about a browser."""

import pytest

from accounts.agents import LENGTH, summary

AGENTS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36": "Chrome, Windows",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0": "Edge, Windows",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
    "Gecko) Version/18.1 Mobile/15E148 Safari/604.1": "Safari, iPhone",
    "Mozilla/5.0 (Android 15; Mobile; rv:132.0) Gecko/132.0 Firefox/132.0": "Firefox, Android",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0": (
        "Firefox, macOS"
    ),
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36": "Chrome, ChromeOS",
    "curl/8.5.0": "",
    "": "",
}


@pytest.mark.parametrize(("agent", "name"), AGENTS.items())
def test_browser_and_system_are_named(agent: str, name: str) -> None:
    assert summary(agent) == name


def test_a_summary_has_room_in_the_table_and_nothing_of_the_header() -> None:
    assert len(summary("<b>Firefox/ SamsungBrowser/ ChromeOS CrOS" * 100)) <= LENGTH
    assert "<b>" not in summary("<b>Firefox/1 Android")
