"""An owner who leaves, with what they had set up for others."""

from django.utils import timezone

from accounts import addresses
from accounts.requests import Client
from tests.timetracking.conftest import Here
from timetracking.base.authors import Author
from timetracking.kiosk import pairing, pins
from timetracking.models import Employee, Location
from timetracking.staff import employees
from timetracking.staff.handover import Handover


def let_leave(leaver: Employee, *, olga: Employee, ana: Employee, ben: Employee) -> None:
    """Let the leaver set up PINs, their own too, and tablets, ask for Ana's new address, and leave.

    Olga, the other owner, keeps one of the tablets. Only then is the address confirmed.
    """
    by, now, client = Author(leaver, site=Here()), timezone.now(), Client()
    bar = Location.objects.get(name="Bar")
    for person, pin in ((leaver, "6417"), (ben, "9481"), (ben, "3852")):
        pins.set_pin(person, pin, by=by)
    tablets = []
    for name in ("Kitchen", "Terrace"):
        tablet, code = pairing.create_kiosk(name, bar, manager=leaver, by=by, now=now)
        tablets.append(tablet)
        pairing.pair(code, now=now, address="127.0.0.1")
    ana.refresh_from_db()
    assert ana.user
    ana.user.set_password("twelve-blue-spoons")
    ana.user.save()
    ana.email = "ana@new.example"
    employees.save(ana, by=by)
    employees.deactivate(
        leaver, by=Author(olga), now=now, handover=Handover(tablets=[tablets[0].pk])
    )
    addresses.set_address(ana.user, "ana@new.example", by=leaver.user, client=client, site=Here())
    ana.refresh_from_db()
