"""What happens at a kiosk at the same moment, on connections of their own and with real commits."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from django.utils import timezone

from accounts.models import SignInThrottle
from tenants.context import tenant_context
from tenants.models import Tenant
from tests.timetracking.at_once import own_connection, race
from timetracking.base.authors import Author
from timetracking.base.errors import TimeTrackingError
from timetracking.clocking.late import Times
from timetracking.clocking.orders import TapRequest
from timetracking.kiosk import keys as kiosk_keys
from timetracking.kiosk import late_taps as kiosk_late
from timetracking.kiosk import pairing as kiosks
from timetracking.kiosk import pins, tapping
from timetracking.kiosk.errors import IdentityExpired, PairingRefused
from timetracking.kiosk.late_taps import OfflineTap
from timetracking.models import Action, Employee, Kiosk, Location, Punch, Role, WorkLog
from timetracking.shifts.errors import PunchRefused

PIN = "836194"


pytestmark = pytest.mark.several_connections


def at_once(tenant: Tenant, number: int, act: Callable[[], Any]) -> list[str]:
    """Do it so many times at once; return what each was told, "" for done."""
    together = Barrier(number)

    def one(_: int) -> str:
        together.wait(timeout=20)
        with own_connection(tenant):
            try:
                act()
            except (PunchRefused, TimeTrackingError) as refusal:
                return str(refusal)
        return ""

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def set_up(tenant: Tenant) -> tuple[Employee, Kiosk, str]:
    """Return Ana with a PIN, a kiosk, and a code that still waits."""
    with tenant_context(tenant):
        ana = Employee.objects.create(name="Ana", role=Role.MEMBER)
        max_ = Employee.objects.create(name="Max", role=Role.MANAGER)
        pins.set_pin(ana, PIN, by=Author())
        bar = Location.objects.create(name="Bar")
        bar.staff.add(ana)
        now = timezone.now()
        _, first = kiosks.create_kiosk("Bar", bar, manager=max_, by=Author(max_), now=now)
        kiosk, _ = kiosks.pair(first, now=now, address="")
        _, code = kiosks.create_kiosk("Door", bar, manager=max_, by=Author(max_), now=now)
    return ana, kiosk, code


def test_of_many_tablets_with_one_code_one_is_paired(tenant: Tenant) -> None:
    _, _, code = set_up(tenant)

    def pair() -> None:
        # From an address each, or they would take turns at the count of its wrong codes.
        kiosks.pair(code, now=timezone.now(), address=uuid4().hex)

    answers = at_once(tenant, 4, pair)
    assert answers.count("") == 1
    assert [answer for answer in answers if answer and "already been used" not in answer] == []
    assert issubclass(PairingRefused, TimeTrackingError)
    with tenant_context(tenant):
        assert Kiosk.objects.in_use().count() == 2


def test_parallel_wrong_pins_take_turns_and_are_all_counted(tenant: Tenant) -> None:
    ana, kiosk, _ = set_up(tenant)
    now = timezone.now()

    def guess() -> None:
        pins.verify(ana.pk, "951863", kiosk=kiosk, now=now)

    answers = at_once(tenant, 6, guess)
    assert sum("Wrong PIN" in answer for answer in answers) == pins.PERSON.slow_at
    assert sum("Too many" in answer for answer in answers) == 3
    with tenant_context(tenant):
        row = SignInThrottle.objects.get(key=pins.person_keys(ana.pk)[0].digest)
        assert len(row.failed_at) == pins.PERSON.slow_at


def test_a_tap_waits_for_a_pin_that_is_being_removed(tenant: Tenant) -> None:
    ana, kiosk, _ = set_up(tenant)
    with tenant_context(tenant):
        _, token = tapping.identify(kiosk, ana.pk, PIN, now=timezone.now())
    order = TapRequest(uuid4(), ana.pk, Action.IN)
    refusal = race(
        tenant,
        first=lambda: pins.remove_pin(ana, by=Author()),
        second=lambda: tapping.punch(kiosk, order, token, now=timezone.now(), address=""),
    )
    assert isinstance(refusal, IdentityExpired)
    with tenant_context(tenant):
        assert not WorkLog.objects.exists()


def test_of_one_late_tap_sent_many_times_at_once_one_counts(tenant: Tenant) -> None:
    ana, kiosk, _ = set_up(tenant)
    key, now = uuid4(), datetime.now(UTC)
    public = serialization.load_der_public_key(
        base64.b64decode(kiosk_keys.public_key(kiosk.private_key))
    )
    assert isinstance(public, rsa.RSAPublicKey)
    said = f'{{"pin": "{PIN}", "key": "{key}", "employee": {ana.pk}}}'
    oaep = padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    sealed = base64.b64encode(public.encrypt(said.encode(), oaep)).decode()
    kept = OfflineTap(sealed, Times(now - timedelta(hours=1), now))
    order = TapRequest(key, ana.pk, Action.IN)

    def send() -> None:
        kiosk_late.punch_late(kiosk, order, kept, now=now, address="")

    assert at_once(tenant, 6, send) == [""] * 6
    with tenant_context(tenant):
        assert WorkLog.objects.get().check_in == now - timedelta(hours=1)
        assert Punch.objects.count() == 1
