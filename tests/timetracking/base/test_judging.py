"""Every service that changes something judges who acts by the rights that they have then."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from tenants.models import Tenant
from tests.timetracking.conftest import NOW, MakeEmployee, MakeLog, madrid, tapped
from timetracking.base import judging, rights
from timetracking.base.authors import Author, program
from timetracking.base.errors import (
    ForManagers,
    ForOwners,
    NoLongerOnStaff,
    NotAllowed,
    OwnHours,
)
from timetracking.clocking import forgotten, punches, undo
from timetracking.company import break_kinds, first_steps, locations, look
from timetracking.company import settings as company_settings
from timetracking.corrections import asking, deciding, editing
from timetracking.kiosk import pairing, pin_sheets, pins, refused_taps
from timetracking.models import (
    AuditLine,
    BreakKind,
    CompanySettings,
    Correction,
    Employee,
    Kiosk,
    Location,
    Punch,
    Role,
    WorkLog,
)
from timetracking.notices import mailing
from timetracking.shifts.proposals import Proposal
from timetracking.shifts.snapshots import snapshot
from timetracking.staff import employees, unlocking
from timetracking.staff.bulk import undoing

PIN = "836194"


@dataclass
class Scene:
    """What the services are called about: whose entry and hours, and where."""

    whose: Employee
    bar: Location
    log: WorkLog
    request: Correction
    dispute: Correction
    tap: Punch
    kiosk: Kiosk
    site: Tenant

    @property
    def proposal(self) -> Proposal:
        return Proposal(self.log.check_in, madrid(17, 18), "Europe/Madrid")

    @property
    def missing(self) -> Proposal:
        return Proposal(madrid(16, 9), madrid(16, 17), "Europe/Madrid")


Service = Callable[[Scene, Author], object]

# About an entry.
ENTRIES: dict[str, Service] = {
    "save": lambda s, by: employees.save(s.whose, by=by),
    "invite": lambda s, by: employees.invite(s.whose, by=by, site=s.site, language="en"),
    "deactivate": lambda s, by: employees.deactivate(s.whose, by=by, now=NOW),
    "reactivate": lambda s, by: employees.reactivate(s.whose, by=by),
    "set_pin": lambda s, by: pins.set_pin(s.whose, PIN, by=by),
    "set_pins": lambda s, by: pin_sheets.set_random_pins([s.whose.pk], by=by, replaces=True),
    "undo people": lambda s, by: undoing.undo({s.whose.pk: 0}, by=by),
    "remove_pin": lambda s, by: pins.remove_pin(s.whose, by=by),
    "unlock_pin": lambda s, by: pins.unlock_pin(s.whose, by=by),
    "settle_tap": lambda s, by: refused_taps.settle(s.tap, by=by, now=NOW),
}
# About someone's hours.
HOURS: dict[str, Service] = {
    "edit": lambda s, by: editing.edit(
        s.log, s.proposal, version=1, by=by, reason="Seen", now=NOW, site=s.site
    ),
    "add_for": lambda s, by: editing.add(
        s.whose, s.missing, by=by, reason="Seen", now=NOW, site=s.site
    ),
    "remove": lambda s, by: editing.remove(
        s.log, version=1, by=by, reason="Seen", now=NOW, site=s.site
    ),
    "confirm": lambda s, by: editing.confirm(s.log, version=1, by=by),
    "decide": lambda s, by: deciding.decide(
        s.request, deciding.Decision(False, "No", 1), by=by, now=NOW, site=s.site
    ),
    "settle": lambda s, by: editing.settle(s.dispute, answer="No", by=by, now=NOW, site=s.site),
}
# What one does oneself, and nobody for another.
OWN: dict[str, Service] = {
    "clock_in": lambda s, by: punches.clock_in(
        s.whose, tapped(s.whose, by=by), time_zone=CompanySettings.objects.get().zone
    ),
    "clock_out": lambda s, by: punches.clock_out(s.whose, tapped(s.whose, by=by)),
    "start_break": lambda s, by: punches.start_break(s.whose, tapped(s.whose, by=by)),
    "end_break": lambda s, by: punches.end_break(s.whose, tapped(s.whose, by=by)),
    "undo": lambda s, by: undo.undo(s.whose, key=uuid4(), now=NOW, by=by),
    "state_end": lambda s, by: forgotten.state_end(
        s.whose, tapped(s.whose, by=by), forgotten.StatedEnd(s.log.pk, 1, None)
    ),
    "ask": lambda s, by: asking.ask(s.whose, s.missing, by=by, reason="Seen", now=NOW, site=s.site),
    "withdraw": lambda s, by: asking.withdraw(s.request, by=by),
    "reply": lambda s, by: editing.reply(
        s.dispute, accepts=True, reason="", by=by, now=NOW, site=s.site
    ),
    "choose": lambda s, by: mailing.choose(s.whose, [], by=by),
}
KIOSKS: dict[str, Service] = {
    "offer": lambda s, by: pairing.create_kiosk("Door", s.bar, manager=s.whose, by=by, now=NOW),
    "rename": lambda s, by: pairing.rename(s.kiosk, "Door", by=by),
    "revoke": lambda s, by: pairing.revoke(s.kiosk, by=by, now=NOW),
}
COMPANY: dict[str, Service] = {
    "settings": lambda s, by: company_settings.save(CompanySettings.objects.get(), by=by),
    "hide first steps": lambda s, by: first_steps.hide(by=by),
    "accent": lambda s, by: look.choose_accent("#1f6f78", by=by),
    "logo": lambda s, by: look.choose_logo(b"", by=by),
    "unlock": lambda s, by: unlocking.unlock(s.whose, by=by),
    "add location": lambda s, by: locations.save(Location(name="Café"), by=by),
    "change location": lambda s, by: locations.save(s.bar, by=by),
    "close location": lambda s, by: locations.close(s.bar, by=by),
    "reopen location": lambda s, by: locations.reopen(s.bar, by=by),
    "add kind": lambda s, by: break_kinds.save(BreakKind(name="Tea"), by=by),
    "change kind": lambda s, by: break_kinds.save(BreakKind.objects.get(), by=by),
    "stop kind": lambda s, by: break_kinds.stop_offering(BreakKind.objects.get(), by=by),
    "offer kind": lambda s, by: break_kinds.offer(BreakKind.objects.get(), by=by),
}
# What a manager may do for themselves too.
FOR_ONESELF = {"settle_tap", "set_pin", "set_pins", "remove_pin", "unlock_pin"}
# A correction is made and decided by a person.
BY_SOMEONE = {"edit", "add_for", "remove", "decide", "settle"}
OF_MANAGERS = ENTRIES | HOURS | KIOSKS
ALL = OF_MANAGERS | OWN | COMPANY


@pytest.fixture
def bar(ana: Employee) -> Location:
    """The location of Ana."""
    location = Location.objects.create(name="Bar")
    location.staff.add(ana)
    return location


@pytest.fixture
def lim(make_employee: MakeEmployee) -> Employee:
    """Lim, who manages another location than Ana's."""
    lim = make_employee("Lim", Role.MANAGER, is_limited=True)
    lim.locations.add(Location.objects.create(name="Harbour"))
    return lim


@pytest.fixture
def scene_of(acme: Tenant, bar: Location, owner: Employee, make_log: MakeLog) -> Any:
    """Return a maker of scenes about someone."""

    def make(whose: Employee) -> Scene:
        log = make_log(whose, madrid(17, 9), madrid(17, 17), location=bar)
        was = snapshot(log)
        told = {"employee": whose, "work_log": log, "reason": "Seen", "base_version": 1}
        told |= {"before": was, "after": was}
        edited = {"kind": "edit", "status": "made", "reply": "disputed", "asked_by": owner}
        kiosk = Kiosk.objects.create(
            name="Bar", location=bar, code_expires_at=NOW, created_by=owner
        )
        return Scene(
            whose=whose,
            bar=bar,
            log=log,
            request=Correction.objects.create(
                kind="change", status="pending", asked_by=whose, **told
            ),
            dispute=Correction.objects.create(**edited, **told),
            tap=Punch.objects.create(
                employee=whose, key=uuid4(), action="in", refusal="No", device_at=NOW, kiosk=kiosk
            ),
            kiosk=kiosk,
            site=acme,
        )

    return make


@pytest.fixture
def scene(scene_of: Any, ana: Employee) -> Scene:
    """What is asked about Ana, who has not accepted her invitation."""
    assert ana.user
    ana.user.set_unusable_password()
    ana.user.save()
    made: Scene = scene_of(ana)
    return made


def refused(service: Service, scene: Scene, actor: Employee) -> NotAllowed:
    """Call the service as someone who must be refused, and see that nothing came of it."""
    before = AuditLine.objects.count(), WorkLog.objects.count(), Punch.objects.count()
    with pytest.raises(NotAllowed) as caught:
        service(scene, Author(actor))
    assert (AuditLine.objects.count(), WorkLog.objects.count(), Punch.objects.count()) == before
    return caught.value


@pytest.mark.parametrize("name", OF_MANAGERS | COMPANY)
def test_a_member_is_refused(name: str, scene: Scene, ben: Employee) -> None:
    expected = ForOwners if name in COMPANY else ForManagers
    assert type(refused(ALL[name], scene, ben)) is expected


@pytest.mark.parametrize("name", HOURS)
def test_one_s_own_hours_are_refused_to_a_member(name: str, scene: Scene) -> None:
    assert type(refused(HOURS[name], scene, scene.whose)) is OwnHours


@pytest.mark.parametrize("name", ALL)
def test_a_manager_of_another_location_is_refused(name: str, scene: Scene, lim: Employee) -> None:
    refused(ALL[name], scene, lim)


@pytest.mark.parametrize("name", sorted((ENTRIES | HOURS).keys() - {"settle_tap"}))
def test_a_colleague_manager_is_refused(
    name: str, scene_of: Any, manager: Employee, make_employee: MakeEmployee
) -> None:
    refused(ALL[name], scene_of(make_employee("Mona", Role.MANAGER)), manager)


@pytest.mark.parametrize("name", sorted((ENTRIES | HOURS).keys() - FOR_ONESELF))
def test_a_manager_is_refused_about_themselves(
    name: str, scene_of: Any, manager: Employee, owner: Employee
) -> None:
    refused(ALL[name], scene_of(manager), manager)


@pytest.mark.parametrize("name", HOURS)
def test_an_owner_is_refused_their_own_hours_while_there_is_another(
    name: str, scene_of: Any, owner: Employee, make_employee: MakeEmployee
) -> None:
    make_employee("Otto", Role.OWNER)
    assert type(refused(HOURS[name], scene_of(owner), owner)) is OwnHours


@pytest.mark.parametrize("name", OWN)
def test_nobody_acts_for_another(name: str, scene: Scene, owner: Employee) -> None:
    assert "for someone else" in str(refused(OWN[name], scene, owner))


@pytest.mark.parametrize("name", OF_MANAGERS | COMPANY)
def test_someone_who_has_left_is_refused(name: str, scene: Scene, owner: Employee) -> None:
    Employee.objects.filter(pk=owner.pk).update(is_active=False)
    assert type(refused(ALL[name], scene, owner)) is NoLongerOnStaff


@pytest.mark.parametrize("name", OF_MANAGERS | COMPANY)
def test_a_role_that_was_taken_away_no_longer_counts(
    name: str, scene: Scene, owner: Employee
) -> None:
    Employee.objects.filter(pk=owner.pk).update(role=Role.MEMBER)
    assert owner.is_owner  # as the request still has it
    refused(ALL[name], scene, owner)


@pytest.mark.parametrize("name", OF_MANAGERS)
def test_a_manager_may(name: str, scene: Scene, manager: Employee) -> None:
    OF_MANAGERS[name](scene, Author(manager))


@pytest.mark.parametrize("name", sorted(OF_MANAGERS.keys() - BY_SOMEONE))
def test_a_program_may(name: str, scene: Scene) -> None:
    OF_MANAGERS[name](scene, program("test"))


@pytest.mark.parametrize("name", COMPANY)
@pytest.mark.parametrize("who", ["owner", "program"])
def test_an_owner_and_a_program_may(name: str, who: str, scene: Scene, owner: Employee) -> None:
    COMPANY[name](scene, Author(owner) if who == "owner" else program("test"))


def test_every_right_has_its_sentence(
    ana: Employee, manager: Employee, company: CompanySettings
) -> None:
    names = [name for name in vars(rights) if name.startswith("can_")]
    told = judging._SENTENCES.keys() | judging._OF_OWNERS
    # These are never refused to who leads, or only offered.
    assert {getattr(rights, name) for name in names} - told == {
        rights.can_add_staff,
        rights.can_invite,
        rights.can_see_reports,
        rights.can_see_amounts,
    }
