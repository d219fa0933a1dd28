"""Where Chromium is on this machine, and how it is started."""

import os
import shutil

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MISSING = (
    "No Chromium here. Install one (apt-get install chromium-headless-shell) or name it in "
    "CHROMIUM."
)


def executable() -> str | None:
    """Return the path of a Chromium or Chrome: that of the environment, or one that is found."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


def arguments() -> list[str]:
    """Return the arguments; every host leads to this machine, whatever BASE_DOMAIN is."""
    always = ["--host-resolver-rules=MAP * 127.0.0.1", "--disable-background-networking"]
    return [*always, "--no-sandbox"] if os.geteuid() == 0 else always
