"""`make pictures`: pictures of the main pages of the demo, on a desktop and on a phone."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.browser import chromium

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "pictures"
READY = "Ctrl-C stops everything"
SIZES = {
    "desktop": ViewportSize(width=1440, height=900),
    "phone": ViewportSize(width=390, height=844),
}
OWNER, STAFF = "owner@acme.example", "staff@acme.example"
OPERATOR, PASSWORD = "operator@example.com", "demo-password"
# The name of a picture: whose page it is, "" for a stranger's, and the path.
PAGES = {
    "sign-in": ("", "/login/"),
    "clock": (STAFF, "/"),
    "timesheet": (STAFF, "/timesheet/"),
    "missing-shift": (STAFF, "/corrections/add/"),
    "today": (OWNER, "/today/"),
    "timesheets": (OWNER, "/timesheets/"),
    "reports": (OWNER, "/reports/?measure=percent"),
    "board": (OWNER, "/board/"),
    "approvals": (OWNER, "/approvals/"),
    "people": (OWNER, "/people/"),
    "locations": (OWNER, "/locations/"),
    "kiosks": (OWNER, "/kiosks/"),
    "settings": (OWNER, "/settings/"),
    "security-log": (OWNER, "/settings/security/"),
    "operator": (OPERATOR, "/admin/tenants/tenant/"),
}


def main() -> int:
    """Start a demo of its own, make the pictures, stop it; return the exit code."""
    path = chromium.executable()
    if path is None:
        sys.stderr.write(f"{chromium.MISSING}\n")
        return 1
    FOLDER.mkdir(exist_ok=True)
    with _demo() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=chromium.arguments())
        try:
            for name in _pictures(browser, port):
                _tell(f"  {name}")
        finally:
            browser.close()
    _tell(f"The pictures are in {FOLDER}")
    return 0


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def _demo() -> Iterator[int]:
    """Serve a demo with data of its own on a free port, and stop it afterwards."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    excluded = {"DATABASE_URL", "OWNER_DATABASE_URL", "SECRET_KEY", "EMAIL_URL", "BIND"}
    environment = {key: value for key, value in os.environ.items() if key not in excluded}
    with tempfile.TemporaryDirectory(prefix="shiftbook-pictures-") as folder:
        environment |= {"DATA_DIR": str(Path(folder, "data")), "PORT": str(port)}
        with subprocess.Popen(
            [sys.executable, "-u", "-m", "config.local.demo"],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as demo:
            try:
                _wait(demo)
                yield port
            finally:
                demo.send_signal(signal.SIGINT)
                demo.communicate()


def _wait(demo: "subprocess.Popen[str]") -> None:
    """Pass the demo's steps on until it serves; raise SystemExit if it ends."""
    assert demo.stdout
    for line in demo.stdout:
        if line.startswith("["):
            _tell(line.rstrip())
        if READY in line:
            return
    raise SystemExit("The demo did not start. See make demo.")


def _pictures(browser: Browser, port: int) -> Iterator[str]:
    """Make each picture in each size; yield the names of the files."""
    for who in dict.fromkeys(who for who, _ in PAGES.values()):
        base = f"http://{'localhost' if who == OPERATOR else 'acme.localhost'}:{port}"
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        if who:
            _sign_in(page, base, who)
        for name, (whose, path) in PAGES.items():
            if whose != who:
                continue
            for size, viewport in SIZES.items():
                page.set_viewport_size(viewport)
                response = page.goto(base + path)
                if response is None or not response.ok:
                    raise SystemExit(f"{path} could not be shown.")
                file = f"{name}-{size}.png"
                page.screenshot(path=FOLDER / file, full_page=size == "desktop")
                yield file
        context.close()


def _sign_in(page: Page, base: str, who: str) -> None:
    page.goto(f"{base}/admin/login/" if who == OPERATOR else f"{base}/login/")
    page.fill("input[name=username]", who)
    page.fill("input[name=password]", PASSWORD)
    page.click("form [type=submit]")
    page.wait_for_url(lambda url: "/login/" not in url)


if __name__ == "__main__":
    sys.exit(main())
