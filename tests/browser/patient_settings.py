"""Our settings, and a minute to take a tap back: a busy machine needs longer than a person."""

from datetime import timedelta

from django.apps import AppConfig

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as OURS

SIGNUP = "open"


class Patience(AppConfig):
    """Lengthens the offer of an undo before anything has read it."""

    name = "tests.browser"
    label = "patience"

    def ready(self) -> None:
        from timetracking.clocking import undo

        undo.UNDO_WINDOW = timedelta(minutes=1)


INSTALLED_APPS = [*OURS, "tests.browser.patient_settings.Patience"]
