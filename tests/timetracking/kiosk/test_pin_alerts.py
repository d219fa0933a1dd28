"""A kiosk tells people who never sign in that someone else set their PIN."""

from datetime import timedelta
from typing import Any

from tests.conftest import TenantClient
from tests.timetracking.conftest import NOW
from tests.timetracking.kiosk.tablet import PIN, identify
from timetracking.base.authors import Author
from timetracking.kiosk import pins
from timetracking.models import Employee


def test_it_is_told_for_a_week(
    tablet: TenantClient, ben: Employee, manager: Employee, clock: Any
) -> None:
    pins.set_pin(ben, PIN, by=Author(manager))
    assert "Max set your PIN" in identify(tablet, ben).json()["said"]
    clock.move_to(NOW + timedelta(days=7, seconds=1))
    assert identify(tablet, ben).json()["said"] == ""


def test_of_one_s_own_pin_nothing_is_said(tablet: TenantClient, ana: Employee) -> None:
    pins.set_pin(ana, PIN, by=Author(ana))
    assert identify(tablet, ana).json()["said"] == ""
