"""Tapping the clock's buttons, which rest for a moment when they have changed."""

from playwright.sync_api import Page, expect

# Milliseconds; a little longer than REST_AFTER_SWAP of clock.js.
REST = 900


def tap(page: Page, name: str) -> None:
    """Tap the button once it has come to rest after the last tap; needs `page.clock.install()`."""
    button = page.get_by_role("button", name=name)
    expect(button).to_be_visible()
    page.clock.fast_forward(REST)
    button.click()
