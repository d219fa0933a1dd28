"""Whether a page is sound: axe in light and dark, its width, its one heading."""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESKTOP, SMALL, TABLET

AXE = Axe().axe_script
WIDTHS = (SMALL, TABLET, DESKTOP)
ALL: dict[str, Any] = {"resultTypes": ["violations"]}
COLOURS = {**ALL, "runOnly": ["color-contrast", "link-in-text-block"]}
BAD = {"serious", "critical"}


def problems_of(page: Page, widths: tuple[ViewportSize, ...] = (SMALL, DESKTOP)) -> Iterator[str]:
    """Yield what is wrong with a page in light and dark, at some widths.

    Axe takes longest. Between light and dark only colours differ, and they hardly depend on the
    width, so it looks at the dark page once, and only at its colours.

    Then the page is as wide and as light again as it was. Who has just followed a link waits for
    the new page's title first, or this may look at the old one.
    """
    page.wait_for_load_state()
    before = page.viewport_size
    if page.locator("h1").count() != 1:
        yield "has not one h1"
    for viewport in widths:
        page.set_viewport_size(viewport)
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if beyond > 0:
            yield f"scrolls sideways by {beyond} px at {viewport['width']} px"
        page.emulate_media(color_scheme="light")
        for violation in violations(page):
            yield f"{violation}, light, at {viewport['width']} px"
    page.emulate_media(color_scheme="dark")
    for violation in violations(page, COLOURS):
        yield f"{violation}, dark, at {viewport['width']} px"
    page.emulate_media(color_scheme="null")
    if before:
        page.set_viewport_size(before)


def violations(page: Page, rules: dict[str, Any] = ALL) -> Iterator[str]:
    """Yield what axe finds that keeps people out."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    run = "(rules) => axe.run(rules).then((results) => results.violations)"
    found: list[dict[str, Any]] = page.evaluate(run, rules)
    for violation in found:
        if violation["impact"] in BAD:
            nodes = [node["target"] for node in violation["nodes"]]
            yield f"{violation['id']} ({violation['impact']}) at {nodes}"
