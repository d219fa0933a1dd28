"""A note with a tap at a kiosk, as on the clock page."""

from datetime import timedelta
from uuid import uuid4

from tests.conftest import TenantClient
from tests.timetracking.kiosk.tablet import identify, late, tap
from timetracking.models import BreakKind, Employee, WorkLog


def test_notes_of_all_taps_are_the_shift_s(tablet: TenantClient, ana: Employee) -> None:
    kind = BreakKind.objects.get().pk
    for action, note in (("in", "Bus"), ("break", "Ill"), ("back", "Well\r\nagain"), ("out", "")):
        assert tap(tablet, ana, action, kind=kind, notes=note).status_code == 200
    assert WorkLog.objects.get().notes == "Bus\nIll\nWell\nagain"


def test_a_late_tap_brings_its_note(tablet: TenantClient, ana: Employee) -> None:
    key = uuid4()
    for _ in range(2):
        late(tablet, ana, "in", key=key, ago=timedelta(minutes=3), notes="No network")
    assert WorkLog.objects.get().notes == "No network"


def test_a_note_of_500_characters_fits_and_a_longer_one_is_said_to_be_too_long(
    tablet: TenantClient, ana: Employee
) -> None:
    token = identify(tablet, ana).json()["token"]
    refused = tap(tablet, ana, "in", token=token, notes="x" * 501)
    assert (refused.status_code, "501" in refused.json()["refusal"]) == (422, True)
    assert tap(tablet, ana, "in", token=token, notes="x" * 500).status_code == 200
    assert len(WorkLog.objects.get().notes) == 500
