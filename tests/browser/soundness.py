"""Whether a page is sound: axe in light and dark, its width, its one heading."""

import random
from collections.abc import Iterator
from itertools import cycle
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

from tests.browser.conftest import DESKTOP, SMALL, TABLET

AXE = Axe().axe_script
WIDTHS = (SMALL, TABLET, DESKTOP)
SCHEMES: list[Literal["light", "dark"]] = ["light", "dark"]
BAD = {"serious", "critical"}


def problems_of(page: Page, widths: tuple[ViewportSize, ...] = (SMALL, DESKTOP)) -> Iterator[str]:
    """Yield what is wrong with a page in light and dark, at some widths.

    Axe takes longest, so it looks once at each width, and chance decides where it is dark: what
    all pages have in common is seen in every combination.

    Then the page is as wide and as light again as it was. Who has just followed a link waits for
    the new page's title first, or this may look at the old one.
    """
    page.wait_for_load_state()
    before = page.viewport_size
    if page.locator("h1").count() != 1:
        yield "has not one h1"
    schemes = random.sample(SCHEMES, 2)
    for viewport, scheme in zip(widths, cycle(schemes), strict=False):
        page.set_viewport_size(viewport)
        beyond = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if beyond > 0:
            yield f"scrolls sideways by {beyond} px at {viewport['width']} px"
        page.emulate_media(color_scheme=scheme)
        for violation in violations(page):
            yield f"{violation}, {scheme}, at {viewport['width']} px"
    page.emulate_media(color_scheme="null")
    if before:
        page.set_viewport_size(before)


def violations(page: Page) -> Iterator[str]:
    """Yield what axe finds that keeps people out."""
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE)
    run = 'axe.run({resultTypes: ["violations"]}).then((results) => results.violations)'
    found: list[dict[str, Any]] = page.evaluate(run)
    for violation in found:
        if violation["impact"] in BAD:
            nodes = [node["target"] for node in violation["nodes"]]
            yield f"{violation['id']} ({violation['impact']}) at {nodes}"
