"""Taps that go wrong: twice, without an answer, too late, from an outdated page."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Route, expect

from tests.browser.conftest import DESKTOP, Company, Visitor, logs


def test_double_tap_clocks_in_and_not_out_again(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member")
    visit.page.goto("/")
    # The worst moment: the button has just changed under the finger.
    visit.page.evaluate("""() => { window.tapped = new Promise((resolve) => {
        document.addEventListener("htmx:afterSwap", () => {
            const swapped = performance.now();
            let toCome = 4, taps = 0, requests = 0;
            document.addEventListener("htmx:beforeRequest", () => { requests += 1; });
            const tapAgain = () => {
                // On a busy machine it may come so late that it is another tap, which is meant.
                if (performance.now() - swapped < 600) {
                    taps += 1;
                    document.getElementById("clock-button").click();
                }
                toCome -= 1;
                if (!toCome) resolve([taps > 0, requests]);
            };
            for (const wait of [0, 10, 100, 500]) setTimeout(tapAgain, wait);
        }, { once: true });
    }); }""")
    visit.page.get_by_role("button", name="Clock in").dblclick()
    expect(visit.page.get_by_role("button", name="Clock out")).to_be_visible()
    assert visit.page.evaluate("window.tapped") == [True, 0]
    assert [log.check_out for log in logs(company)] == [None]


def test_tap_from_a_second_device_says_who_was_quicker(company: Company, visitor: Visitor) -> None:
    phone, till = visitor(company, "member"), visitor(company, "member", viewport=DESKTOP)
    phone.page.goto("/")
    till.page.goto("/")
    phone.page.get_by_role("button", name="Clock in").click()
    expect(phone.page.get_by_role("button", name="Clock out")).to_be_visible()
    till.page.get_by_role("button", name="Clock in").click()
    expect(till.page.get_by_role("alert").filter(has_text="already")).to_be_visible()
    expect(till.page.get_by_role("button", name="Clock out")).to_be_visible()
    assert len(logs(company)) == 1


# A browser that stores nothing, and so cannot keep a tap.
STORES_NOTHING = """IDBFactory.prototype.open = () => {
    throw new DOMException("shut", "SecurityError");
};"""


def test_lost_connection_leaves_no_dead_button(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member", service_workers="block")
    visit.page.add_init_script(STORES_NOTHING)
    page = visit.page
    page.goto("/")
    page.route("**/clock/in/", lose_answer)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("alert").filter(has_text="did not respond")).to_be_visible()
    assert len(logs(company)) == 1
    page.unroute("**/clock/in/")
    # The same form again, which got through the first time: it counts once.
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert len(logs(company)) == 1


def lose_answer(route: Route) -> None:
    """Let the request through and lose its answer."""
    to = urlsplit(route.request.url)
    # Not every system resolves names under localhost, as Chromium does.
    url = to._replace(netloc=f"127.0.0.1:{to.port}").geturl()
    route.fetch(url=url, headers={**route.request.all_headers(), "host": to.netloc})
    route.abort("connectionreset")


def test_tap_after_the_session_ended_leads_to_the_sign_in(
    company: Company, visitor: Visitor
) -> None:
    visit = visitor(company, "member")
    visit.page.goto("/")
    visit.context.clear_cookies(name="sessionid")
    visit.page.get_by_role("button", name="Clock in").click()
    expect(visit.page.get_by_role("heading", name="Sign in")).to_be_visible()
    assert logs(company) == []


def test_a_tap_whose_answer_was_lost_is_asked_about_again_by_itself(
    company: Company, visitor: Visitor
) -> None:
    page = visitor(company, "member", service_workers="block").page
    page.goto("/")
    expect(page.locator("#phone[data-waiting='0']")).to_be_attached()
    page.route("**/clock/in/", lose_answer)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text="did not answer")).to_have_count(0)
    assert len(logs(company)) == 1


def test_trouble_is_told_where_the_tap_was(company: Company, visitor: Visitor) -> None:
    visit = visitor(company, "member", service_workers="block")
    visit.page.add_init_script(STORES_NOTHING)
    visit.page.goto("/")
    visit.context.set_offline(True)
    visit.page.get_by_role("button", name="Clock in").click()
    alert = visit.page.get_by_role("alert").filter(has_text="did not respond")
    expect(alert).to_be_in_viewport(ratio=1)
    visit.context.set_offline(False)
    visit.page.get_by_role("button", name="Clock in").click()
    expect(visit.page.get_by_role("button", name="Clock out")).to_be_visible()
    expect(visit.page.get_by_role("alert")).to_have_count(0)


@pytest.mark.parametrize("cause", ["stale token", "company closed"])
def test_outdated_page_reloads_and_keeps_the_note(
    company: Company, visitor: Visitor, cause: str
) -> None:
    page = visitor(company, "member", service_workers="block").page
    page.goto("/")
    page.get_by_text("Add a note").click()
    page.get_by_label("Note for this shift").fill("Half a word")
    if cause == "stale token":
        page.evaluate(
            "document.querySelector('.punch [name=csrfmiddlewaretoken]').value = 'x'.repeat(64)"
        )
    else:
        page.route("**/clock/in/", lambda route: route.fulfill(status=404), times=1)
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("alert")).to_have_text(re.compile("out of date, so nothing was saved"))
    expect(page.get_by_label("Note for this shift")).to_have_value("Half a word")
    assert logs(company) == []
    page.get_by_role("button", name="Clock in").click()
    expect(page.get_by_role("button", name="Clock out")).to_be_visible()
    assert [log.notes for log in logs(company)] == ["Half a word"]
    page.reload()
    expect(page.get_by_role("alert")).to_have_count(0)
