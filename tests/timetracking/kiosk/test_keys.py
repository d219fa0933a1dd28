"""PINs sealed on the tablet, and the private key that opens them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import override_settings

from tests.conftest import TenantClient
from tests.timetracking.kiosk.tablet import PIN, code_at, identify, late, pair, refusal_of, seal
from timetracking.base.authors import Author
from timetracking.kiosk import keys as kiosk_keys
from timetracking.kiosk import pins
from timetracking.models import Employee, Kiosk, Location, Punch, WorkLog


def test_a_sealed_pin_is_of_no_use_for_another_tap_or_person(
    tablet: TenantClient, ana: Employee, ben: Employee
) -> None:
    pins.set_pin(ben, PIN, by=Author())
    stolen = seal(tablet, pin=PIN, key=str(uuid4()), employee=ana.pk)
    hour = timedelta(hours=1)
    assert "Wrong PIN" in refusal_of(late(tablet, ana, "in", ago=hour, sealed=stolen))
    key = uuid4()
    mine = seal(tablet, pin=PIN, key=str(key), employee=ana.pk)
    assert "Wrong PIN" in refusal_of(late(tablet, ben, "in", ago=hour, key=key, sealed=mine))
    assert not WorkLog.objects.exists()


@pytest.mark.parametrize("sealed", ["x", "AAAA", "é", "A" * 344])
def test_a_seal_that_cannot_be_opened_is_recorded_for_the_managers(
    tablet: TenantClient, ana: Employee, sealed: str
) -> None:
    answer = late(tablet, ana, "in", ago=timedelta(hours=1), sealed=sealed)
    assert "paired again after this tap" in refusal_of(answer)
    assert Punch.objects.to_settle().exists()


def test_taps_kept_since_before_the_tablet_was_paired_again_lock_nobody_out(
    tablet: TenantClient, ana: Employee, bar: Location, owner: Employee
) -> None:
    keys = [uuid4() for _ in range(pins.PERSON.kept)]
    taps = {key: seal(tablet, pin=PIN, key=str(key), employee=ana.pk) for key in keys}
    pair(tablet, code_at(bar, owner, "Again"))
    for key, sealed in taps.items():
        refusal_of(late(tablet, ana, "in", ago=timedelta(hours=1), key=key, sealed=sealed))
    assert identify(tablet, ana).status_code == 200


@pytest.mark.parametrize("pin", ["\ud800", "\0", "", "8361945", None, 836194.0])
def test_what_is_sealed_and_no_pin_is_a_wrong_one(
    tablet: TenantClient, ana: Employee, pin: Any
) -> None:
    answer = late(tablet, ana, "in", ago=timedelta(hours=1), pin=pin)
    assert "Wrong PIN" in refusal_of(answer)


def test_the_private_key_lies_encrypted_and_outlives_a_change_of_the_secret(
    tablet: TenantClient, ana: Employee, settings: Any
) -> None:
    kiosk = Kiosk.objects.get()
    assert "PRIVATE KEY" not in kiosk.private_key
    public = kiosk_keys.public_key(kiosk.private_key)
    old = settings.SECRET_KEY
    with override_settings(SECRET_KEY="n" * 50, SECRET_KEY_FALLBACKS=[old]):
        assert kiosk_keys.public_key(kiosk.private_key) == public
    with override_settings(SECRET_KEY="n" * 50):
        assert kiosk_keys.public_key(kiosk.private_key) == ""
